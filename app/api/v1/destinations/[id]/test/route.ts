import { serve } from '#lib/api/route.ts';
import { testDestination } from '#lib/api/routes/test-destination.ts';

export const dynamic = 'force-dynamic';

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve([testDestination]);
