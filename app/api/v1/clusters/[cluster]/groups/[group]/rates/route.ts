import { serve } from '#lib/api/route.ts';
import { getGroupRates } from '#lib/api/routes/get-group-rates.ts';

export const dynamic = 'force-dynamic';

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve(getGroupRates);
