import { serve } from '#lib/api/route.ts';
import { checkSilence } from '#lib/api/routes/check-silence.ts';

export const dynamic = 'force-dynamic';

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve([checkSilence]);
