import { serve } from '#lib/api/route.ts';
import { redeliver } from '#lib/api/routes/redeliver.ts';

export const dynamic = 'force-dynamic';

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve([redeliver]);
