import { serve } from '#lib/api/route.ts';
import { getGroupStatuses } from '#lib/api/routes/get-group-statuses.ts';

export const dynamic = 'force-dynamic';

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve(getGroupStatuses);
