import { serve } from '#lib/api/route.ts';
import { revokeSession } from '#lib/api/routes/revoke-session.ts';

export const dynamic = 'force-dynamic';

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve(revokeSession);
