import { serve } from '#lib/api/route.ts';
import { getGroupBaseline } from '#lib/api/routes/get-group-baseline.ts';

export const dynamic = 'force-dynamic';

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve(getGroupBaseline);
