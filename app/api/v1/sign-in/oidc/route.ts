import { serve } from '#lib/api/route.ts';
import { beginOidcSignIn } from '#lib/api/routes/begin-oidc-sign-in.ts';

export const dynamic = 'force-dynamic';

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve(beginOidcSignIn);
