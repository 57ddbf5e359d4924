import { serve } from '#lib/api/route.ts';
import { finishOidcSignIn } from '#lib/api/routes/finish-oidc-sign-in.ts';

export const dynamic = 'force-dynamic';

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve(finishOidcSignIn);
