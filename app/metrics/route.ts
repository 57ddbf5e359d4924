import { serve } from '#lib/api/route.ts';
import { getMetrics } from '#lib/api/routes/get-metrics.ts';

export const dynamic = 'force-dynamic';

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve(getMetrics);
