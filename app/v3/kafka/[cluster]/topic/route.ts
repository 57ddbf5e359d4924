import { serve } from '#lib/api/route.ts';
import { listBurrowTopics } from '#lib/api/routes/burrow/list-burrow-topics.ts';

export const dynamic = 'force-dynamic';

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve(listBurrowTopics);
