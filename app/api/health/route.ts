import { serve } from '#lib/api/route.ts';
import { getHealth } from '#lib/api/routes/get-health.ts';

export const dynamic = 'force-dynamic';

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve(getHealth);
