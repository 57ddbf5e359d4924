import { serve } from '#lib/api/route.ts';
import { getBurrowLag } from '#lib/api/routes/burrow/get-burrow-lag.ts';

export const dynamic = 'force-dynamic';

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve(getBurrowLag);
