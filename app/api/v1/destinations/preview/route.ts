import { serve } from '#lib/api/route.ts';
import { previewDestination } from '#lib/api/routes/preview-destination.ts';

export const dynamic = 'force-dynamic';

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve([previewDestination]);
