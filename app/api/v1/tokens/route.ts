import { serve } from '#lib/api/route.ts';
import { createToken } from '#lib/api/routes/create-token.ts';
import { listTokens } from '#lib/api/routes/list-tokens.ts';

export const dynamic = 'force-dynamic';

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve([listTokens, createToken]);
