import { serve } from '#lib/api/route.ts';
import { changeRule } from '#lib/api/routes/change-rule.ts';
import { deleteRule } from '#lib/api/routes/delete-rule.ts';

export const dynamic = 'force-dynamic';

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve([changeRule, deleteRule]);
