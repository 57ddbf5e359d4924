import { serve } from '#lib/api/route.ts';
import { changeGrant } from '#lib/api/routes/change-grant.ts';
import { deleteGrant } from '#lib/api/routes/delete-grant.ts';

export const dynamic = 'force-dynamic';

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve([changeGrant, deleteGrant]);
