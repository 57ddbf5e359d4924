import { serve } from '#lib/api/route.ts';
import { getBurrowTopic } from '#lib/api/routes/burrow/get-burrow-topic.ts';

export const dynamic = 'force-dynamic';

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve(getBurrowTopic);
