import { serve } from '#lib/api/route.ts';
import { listDeliveries } from '#lib/api/routes/list-deliveries.ts';

export const dynamic = 'force-dynamic';

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve([listDeliveries]);
