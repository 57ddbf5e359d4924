import { serve } from '#lib/api/route.ts';
import { getGroupLag } from '#lib/api/routes/get-group-lag.ts';

export const dynamic = 'force-dynamic';

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve(getGroupLag);
