import { serve } from '#lib/api/route.ts';
import { acknowledgeIncident } from '#lib/api/routes/acknowledge-incident.ts';

export const dynamic = 'force-dynamic';

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve([acknowledgeIncident]);
