import { serve } from '#lib/api/route.ts';
import { signOutUser } from '#lib/api/routes/sign-out-user.ts';

export const dynamic = 'force-dynamic';

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve(signOutUser);
