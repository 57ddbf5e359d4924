import { type ApiProblem, problemResponse } from './problem.ts';
import { requestIdOf, withStandardHeaders } from './standard-headers.ts';

/** The answer to a request that reaches no route, be it for a page or for the API. */
export function refusal(request: Request, problem: ApiProblem): Response {
  const requestId = requestIdOf(request);
  return withStandardHeaders(problemResponse(problem, new URL(request.url).pathname, requestId), requestId);
}
