import { ApiProblem } from './problem.ts';
import { refusal } from './refusal.ts';

/**
 * The answer to a path whose percent escapes are no UTF-8 (`%ff`, a lone `%`), else null. The framework fails on such paths
 * before any route could answer, so this runs in front of it.
 */
export function refuseMalformedPath(request: Request): Response | null {
  const { pathname } = new URL(request.url);
  if (isDecodable(pathname)) return null;
  const advice = 'Percent escapes in a path must be UTF-8, and a percent sign itself is %25';
  const asProblem = refusal(request, new ApiProblem('PATH_MALFORMED', advice));
  if (/^\/(?:api|v3)\//.test(pathname)) return asProblem;
  const headers = new Headers(asProblem.headers);
  headers.set('content-type', 'text/plain');
  return new Response(`400 Bad Request\n${advice}.\n`, { status: asProblem.status, headers });
}

function isDecodable(pathname: string): boolean {
  try {
    decodeURIComponent(pathname);
    return true;
  } catch {
    return false;
  }
}
