import { serve } from '#lib/api/route.ts';
import { listIncidents } from '#lib/api/routes/list-incidents.ts';

export const dynamic = 'force-dynamic';

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve([listIncidents]);
