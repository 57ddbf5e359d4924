import { serve } from '#lib/api/route.ts';
import { listBurrowConsumers } from '#lib/api/routes/burrow/list-burrow-consumers.ts';

export const dynamic = 'force-dynamic';

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve(listBurrowConsumers);
