import { serve } from '#lib/api/route.ts';
import { changeDestination } from '#lib/api/routes/change-destination.ts';
import { deleteDestination } from '#lib/api/routes/delete-destination.ts';

export const dynamic = 'force-dynamic';

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve([changeDestination, deleteDestination]);
