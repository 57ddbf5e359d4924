import { serve } from '#lib/api/route.ts';
import { getBurrowCluster } from '#lib/api/routes/burrow/get-burrow-cluster.ts';

export const dynamic = 'force-dynamic';

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve(getBurrowCluster);
