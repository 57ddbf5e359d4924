import { serve } from '#lib/api/route.ts';
import { listClusterSettings } from '#lib/api/routes/list-cluster-settings.ts';

export const dynamic = 'force-dynamic';

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve(listClusterSettings);
