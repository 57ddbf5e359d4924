import { placeOf } from '#lib/access/attempts/attempt-key.ts';
import type { Principal } from '#lib/access/principal.ts';
import { ApiProblem } from '../problem.ts';

export interface StreamLimits {
  /** Of the process. */
  maxStreams: number;
  /** Of each user, token, or place without a sign-in. */
  maxOwn: number;
}

/** Whose a stream is: those who are nobody are told apart by where they are. */
export const streamOwner = ({ kind, id }: Pick<Principal, 'kind' | 'id'>, address: string | null): string =>
  JSON.stringify(kind === 'anonymous' ? [kind, placeOf(address)] : [kind, id]);

/** Throws TOO_MANY_STREAMS or TOO_MANY_OWN_STREAMS where, beside the open ones, `owner` may open no other. */
export function requireStreamFor(owner: string, open: readonly string[], { maxStreams, maxOwn }: StreamLimits): void {
  if (open.filter((one) => one === owner).length >= maxOwn) {
    throw new ApiProblem(
      'TOO_MANY_OWN_STREAMS',
      `At most ${maxOwn} of yours at a time: close some tabs, or poll instead`,
    );
  }
  if (open.length >= maxStreams) {
    throw new ApiProblem('TOO_MANY_STREAMS', `At most ${maxStreams} at a time: close some tabs, or poll instead`);
  }
}
