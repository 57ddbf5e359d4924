import { ApiProblem, problemResponse } from './problem.ts';

/**
 * The answer to a path whose percent escapes are no UTF-8 (`%ff`, a lone `%`), else null. The framework fails on such paths
 * before any route could answer, so this runs in front of it.
 */
export function refuseMalformedPath(request: Request): Response | null {
  const { pathname } = new URL(request.url);
  if (isDecodable(pathname)) return null;
  const requestId = crypto.randomUUID();
  const advice = 'Percent escapes in a path must be UTF-8, and a percent sign itself is %25';
  const response = pathname.startsWith('/api/')
    ? problemResponse(new ApiProblem('PATH_MALFORMED', advice), pathname, requestId)
    : new Response(`400 Bad Request\n${advice}.\n`, { status: 400, headers: { 'content-type': 'text/plain' } });
  response.headers.set('x-request-id', requestId);
  response.headers.set('x-content-type-options', 'nosniff');
  response.headers.set('cache-control', 'no-store');
  return response;
}

function isDecodable(pathname: string): boolean {
  try {
    decodeURIComponent(pathname);
    return true;
  } catch {
    return false;
  }
}
