import type { Principal } from '#lib/access/principal.ts';
import { ApiProblem } from './problem.ts';

/**
 * Throws FORBIDDEN for whoever is no user. What gives a way in (a token, a password) is given by people: else whoever finds one
 * token could make another way in, which outlives it. `what` is that, as the beginning of a sentence.
 */
export function requirePerson({ kind, name }: Principal, what: string): void {
  if (kind === 'user') return;
  throw new ApiProblem('FORBIDDEN', `${what} are made by people, and ${name} is none: sign in to make one`);
}
