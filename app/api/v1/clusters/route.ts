import { serve } from '#lib/api/route.ts';
import { listClusters } from '#lib/api/routes/list-clusters.ts';

export const dynamic = 'force-dynamic';

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve(listClusters);
