import { serve } from '#lib/api/route.ts';
import { createUser } from '#lib/api/routes/create-user.ts';
import { listUsers } from '#lib/api/routes/list-users.ts';

export const dynamic = 'force-dynamic';

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve([listUsers, createUser]);
