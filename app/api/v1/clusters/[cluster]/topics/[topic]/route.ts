import { serve } from '#lib/api/route.ts';
import { getTopic } from '#lib/api/routes/get-topic.ts';

export const dynamic = 'force-dynamic';

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve(getTopic);
