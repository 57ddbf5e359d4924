import { serve } from '#lib/api/route.ts';
import { createSilence } from '#lib/api/routes/create-silence.ts';
import { listSilences } from '#lib/api/routes/list-silences.ts';

export const dynamic = 'force-dynamic';

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve([listSilences, createSilence]);
