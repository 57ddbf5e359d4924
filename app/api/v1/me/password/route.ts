import { serve } from '#lib/api/route.ts';
import { changePassword } from '#lib/api/routes/change-password.ts';

export const dynamic = 'force-dynamic';

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve(changePassword);
