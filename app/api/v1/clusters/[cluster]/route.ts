import { serve } from '#lib/api/route.ts';
import { getCluster } from '#lib/api/routes/get-cluster.ts';

export const dynamic = 'force-dynamic';

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve(getCluster);
