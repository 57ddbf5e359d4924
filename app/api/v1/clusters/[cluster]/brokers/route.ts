import { serve } from '#lib/api/route.ts';
import { listBrokers } from '#lib/api/routes/list-brokers.ts';

export const dynamic = 'force-dynamic';

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve(listBrokers);
