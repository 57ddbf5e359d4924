import { serve } from '#lib/api/route.ts';
import { getBurrowStatus } from '#lib/api/routes/burrow/get-burrow-status.ts';

export const dynamic = 'force-dynamic';

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve(getBurrowStatus);
