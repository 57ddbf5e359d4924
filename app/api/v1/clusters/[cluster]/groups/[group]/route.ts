import { serve } from '#lib/api/route.ts';
import { getGroup } from '#lib/api/routes/get-group.ts';

export const dynamic = 'force-dynamic';

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve(getGroup);
