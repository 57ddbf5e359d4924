import { serve } from '#lib/api/route.ts';
import { createSession } from '#lib/api/routes/create-session.ts';
import { deleteSession } from '#lib/api/routes/delete-session.ts';
import { getSession } from '#lib/api/routes/get-session.ts';

export const dynamic = 'force-dynamic';

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve([getSession, createSession, deleteSession]);
