import { serve } from '#lib/api/route.ts';
import { listSessions } from '#lib/api/routes/list-sessions.ts';

export const dynamic = 'force-dynamic';

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve(listSessions);
