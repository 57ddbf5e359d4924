import { serve } from '#lib/api/route.ts';
import { getGroupCauses } from '#lib/api/routes/get-group-causes.ts';

export const dynamic = 'force-dynamic';

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve(getGroupCauses);
