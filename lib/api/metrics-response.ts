import { CONTENT_TYPES, exposition, type Family } from '#lib/metrics/exposition.ts';
import { formatFor } from '#lib/metrics/negotiate.ts';
import { textStream } from '#lib/metrics/text-stream.ts';

/**
 * These families in the format the client wants, written while they are read: memory holds one chunk of the text. The framework
 * packs it with gzip, the text format only; a route cannot (it takes Content-Encoding away).
 */
export function metricsResponse(families: readonly Family[], request: Request): Response {
  const format = formatFor(request.headers.get('accept'));
  const headers = { 'content-type': CONTENT_TYPES[format], vary: 'accept' };
  return new Response(textStream(exposition(families, format)), { headers });
}
