import { serve } from '#lib/api/route.ts';
import { previewRule } from '#lib/api/routes/preview-rule.ts';

export const dynamic = 'force-dynamic';

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve([previewRule]);
