import { serve } from '#lib/api/route.ts';
import { getOpenApi } from '#lib/api/routes/get-openapi.ts';

export const dynamic = 'force-dynamic';

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve(getOpenApi);
