import { serve } from '#lib/api/route.ts';
import { changeUser } from '#lib/api/routes/change-user.ts';

export const dynamic = 'force-dynamic';

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve(changeUser);
