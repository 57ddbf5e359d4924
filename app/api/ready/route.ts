import { serve } from '#lib/api/route.ts';
import { getReady } from '#lib/api/routes/get-ready.ts';

export const dynamic = 'force-dynamic';

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve(getReady);
