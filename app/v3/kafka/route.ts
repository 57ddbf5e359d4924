import { serve } from '#lib/api/route.ts';
import { listBurrowClusters } from '#lib/api/routes/burrow/list-burrow-clusters.ts';

export const dynamic = 'force-dynamic';

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve(listBurrowClusters);
