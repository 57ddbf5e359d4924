import { serve } from '#lib/api/route.ts';
import { listGroups } from '#lib/api/routes/list-groups.ts';

export const dynamic = 'force-dynamic';

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve(listGroups);
