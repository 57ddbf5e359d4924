import { serve } from '#lib/api/route.ts';
import { endSilence } from '#lib/api/routes/end-silence.ts';

export const dynamic = 'force-dynamic';

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve([endSilence]);
