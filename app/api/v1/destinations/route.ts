import { serve } from '#lib/api/route.ts';
import { createDestination } from '#lib/api/routes/create-destination.ts';
import { listDestinations } from '#lib/api/routes/list-destinations.ts';

export const dynamic = 'force-dynamic';

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve([listDestinations, createDestination]);
