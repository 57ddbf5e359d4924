import { serve } from '#lib/api/route.ts';
import { streamPolls } from '#lib/api/routes/stream-polls.ts';

export const dynamic = 'force-dynamic';

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve(streamPolls);
