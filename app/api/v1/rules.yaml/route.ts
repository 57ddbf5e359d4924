import { serve } from '#lib/api/route.ts';
import { exportRules } from '#lib/api/routes/export-rules.ts';

export const dynamic = 'force-dynamic';

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve(exportRules);
