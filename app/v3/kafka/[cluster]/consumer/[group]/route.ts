import { serve } from '#lib/api/route.ts';
import { getBurrowConsumer } from '#lib/api/routes/burrow/get-burrow-consumer.ts';

export const dynamic = 'force-dynamic';

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve(getBurrowConsumer);
