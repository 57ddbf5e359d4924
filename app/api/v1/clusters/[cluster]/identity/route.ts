import { serve } from '#lib/api/route.ts';
import { decideIdentity } from '#lib/api/routes/decide-identity.ts';

export const dynamic = 'force-dynamic';

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve(decideIdentity);
