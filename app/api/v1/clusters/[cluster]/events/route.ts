import { serve } from '#lib/api/route.ts';
import { listEvents } from '#lib/api/routes/list-events.ts';

export const dynamic = 'force-dynamic';

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve(listEvents);
