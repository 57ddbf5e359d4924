import { serve } from '#lib/api/route.ts';
import { listPending } from '#lib/api/routes/list-pending.ts';

export const dynamic = 'force-dynamic';

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve([listPending]);
