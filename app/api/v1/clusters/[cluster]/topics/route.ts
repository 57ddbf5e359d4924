import { serve } from '#lib/api/route.ts';
import { listTopics } from '#lib/api/routes/list-topics.ts';

export const dynamic = 'force-dynamic';

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve(listTopics);
