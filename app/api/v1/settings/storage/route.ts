import { serve } from '#lib/api/route.ts';
import { getStorage } from '#lib/api/routes/get-storage.ts';

export const dynamic = 'force-dynamic';

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve(getStorage);
