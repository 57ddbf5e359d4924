import { serve } from '#lib/api/route.ts';
import { listBurrowTopicConsumers } from '#lib/api/routes/burrow/list-burrow-topic-consumers.ts';

export const dynamic = 'force-dynamic';

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve(listBurrowTopicConsumers);
