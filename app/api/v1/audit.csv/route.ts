import { serve } from '#lib/api/route.ts';
import { exportAuditCsv } from '#lib/api/routes/export-audit.ts';

export const dynamic = 'force-dynamic';

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve(exportAuditCsv);
