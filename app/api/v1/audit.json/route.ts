import { serve } from '#lib/api/route.ts';
import { exportAuditJson } from '#lib/api/routes/export-audit.ts';

export const dynamic = 'force-dynamic';

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve(exportAuditJson);
