import { serve } from '#lib/api/route.ts';
import { getTopicHistory } from '#lib/api/routes/get-topic-history.ts';

export const dynamic = 'force-dynamic';

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve(getTopicHistory);
