import { serve } from '#lib/api/route.ts';
import { listEngineStatus } from '#lib/api/routes/list-engine-status.ts';

export const dynamic = 'force-dynamic';

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve(listEngineStatus);
