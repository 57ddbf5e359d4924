import { serve } from '#lib/api/route.ts';
import { createEvent } from '#lib/api/routes/create-event.ts';

export const dynamic = 'force-dynamic';

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve(createEvent);
