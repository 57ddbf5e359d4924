import { serve } from '#lib/api/route.ts';
import { checkRule } from '#lib/api/routes/check-rule.ts';

export const dynamic = 'force-dynamic';

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve([checkRule]);
