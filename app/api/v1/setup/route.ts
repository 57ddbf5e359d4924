import { serve } from '#lib/api/route.ts';
import { createFirstAdmin } from '#lib/api/routes/create-first-admin.ts';

export const dynamic = 'force-dynamic';

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve(createFirstAdmin);
