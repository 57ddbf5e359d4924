import { serve } from '#lib/api/route.ts';
import { createRule } from '#lib/api/routes/create-rule.ts';
import { listRules } from '#lib/api/routes/list-rules.ts';

export const dynamic = 'force-dynamic';

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve([listRules, createRule]);
