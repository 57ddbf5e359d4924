import { serve } from '#lib/api/route.ts';
import { createGrant } from '#lib/api/routes/create-grant.ts';
import { listGrants } from '#lib/api/routes/list-grants.ts';

export const dynamic = 'force-dynamic';

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve([listGrants, createGrant]);
