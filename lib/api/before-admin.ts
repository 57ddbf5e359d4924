import { isLoopback } from './addresses.ts';
import { databaseProblem } from './database-problem.ts';
import { ApiProblem } from './problem.ts';
import { refusal } from './refusal.ts';

/** The page of the one-time link and what it needs, and what keeps the process running. */
const OPEN = /^\/(?:setup|api\/v1\/setup|api\/health|api\/ready|_next\/static\/.+|icon\.svg)$/;

/**
 * The answer to all but the one-time link while nobody administers the installation and others can reach it, else null: until then
 * nobody can be refused for who he is. On a loopback address only people of this machine come that far.
 */
export async function refuseBeforeAdmin(
  request: Request,
  host: string,
  adminExists: () => Promise<boolean>,
): Promise<Response | null> {
  if (isLoopback(host) || OPEN.test(new URL(request.url).pathname)) return null;
  try {
    if (await adminExists()) return null;
  } catch (error) {
    const problem = error instanceof ApiProblem ? error : databaseProblem(error);
    if (problem === null) throw error;
    return refusal(request, problem);
  }
  return refusal(
    request,
    new ApiProblem(
      'NO_ADMIN_YET',
      'Open the one-time link that the log of the start shows, and make the first admin: until then this address answers' +
        ' nothing else. (On a loopback address, TIDEMARK_HOST=127.0.0.1, the same link works.)',
    ),
  );
}
