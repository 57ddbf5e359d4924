import { serve } from '#lib/api/route.ts';
import { revokeToken } from '#lib/api/routes/revoke-token.ts';

export const dynamic = 'force-dynamic';

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve(revokeToken);
