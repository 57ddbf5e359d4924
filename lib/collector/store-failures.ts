import { toDatabaseError } from '#lib/db/errors.ts';
import type { PollWrite } from '#lib/history/contract.ts';
import type { WriteReport } from '#lib/history/writer.ts';
import type { Failure } from '#lib/kafka/failure.ts';
import type { LostPolls } from './backlog.ts';

/** What the store could not keep of a poll. Told with the next one: by then this one is written. */
export function storeFailures(report: WriteReport | null): Failure[] {
  if (report?.outcome !== 'written' || !report.historyFailure) return [];
  const message = `polls are not kept, charts will have a gap: ${report.historyFailure.message}`;
  return [{ code: 'HISTORY_NOT_STORED', message, brokerId: null }];
}

/** Polls that will never be written. */
export function lossFailure({ polls, fromMs, toMs }: LostPolls): Failure {
  const time = (ms: number) => new Date(ms).toISOString().slice(11, 19);
  const which = polls === 1 ? `the poll of ${time(fromMs)}` : `${polls} polls from ${time(fromMs)} to ${time(toMs)}`;
  const message = `${which} (UTC) ${polls === 1 ? 'is' : 'are'} missing: Postgres was away for longer than polls can wait`;
  return { code: 'POLLS_LOST', message, brokerId: null };
}

/** That less history is kept than is set. */
export function shortenedFailure(message: string): Failure {
  return { code: 'HISTORY_SHORTENED', message, brokerId: null };
}

/**
 * A poll that the database refused, without what it refused: the cluster's row alone, which says why. What was observed
 * is not in it, so the data grows old and shows as that.
 */
export function refusedPoll(poll: PollWrite, error: unknown, storedAtMs: number | null, sinceMs: number): PollWrite {
  const message = `polls are read but the database refuses them: ${toDatabaseError(error).message}`;
  const failure = { code: 'POLL_NOT_STORED', message, brokerId: null, sinceMs };
  return {
    ...poll,
    samples: null,
    cluster: { ...poll.cluster, observedAtMs: storedAtMs, failures: [failure, ...poll.cluster.failures] },
    brokers: [],
    topics: [],
    groups: [],
    subscriptions: [],
    complete: { brokers: false, topics: false, groups: false },
  };
}
