import { serve } from '#lib/api/route.ts';
import { getIncident } from '#lib/api/routes/get-incident.ts';

export const dynamic = 'force-dynamic';

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve([getIncident]);
