import { serve } from '#lib/api/route.ts';
import { listAudit } from '#lib/api/routes/list-audit.ts';

export const dynamic = 'force-dynamic';

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve(listAudit);
