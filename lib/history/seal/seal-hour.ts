import type { Database, Transaction } from '#lib/db/database.ts';
import { type Lease, renewLease } from '#lib/db/lease.ts';
import { HOUR_MS } from '../hours.ts';
import { SUBSCRIPTION_CHUNK, TOPIC_CHUNK } from '../partition-spans.ts';
import { ensurePartition } from '../partitions.ts';
import { pollInstants } from '../read/columns.ts';
import { seatsOfHour } from '../seat-store.ts';
import { BREATH_MS, createBreath } from './breath.ts';
import { countPolls, markSealed, noteSealed, noteSealedDay } from './seal-store.ts';
import { sealSubscriptions } from './seal-subscriptions.ts';
import { sealTopics } from './seal-topics.ts';

/** "late-poll": one was written meanwhile, so nothing was; it can be tried again at once. */
export type SealOutcome = 'sealed' | 'sealed-before' | 'no-polls' | 'lost-lease' | 'late-poll';

export interface SealRules {
  /** "3 polls": how long the last known lag of a partition stands in for one that was not seen. */
  carryMs: number;
  /** Once aborted, nothing is sealed. */
  signal?: AbortSignal;
}

/**
 * Turns the polls of one hour into a chunk per topic and per subscription, in one transaction whose first statement keeps
 * every other sealer waiting. Repeatable: after a kill at any moment the hour is sealed or not, never by half. The lease is
 * asked for last, as its row must not stay locked while the next polls are due; from then on no other poll can come in.
 */
export async function sealHour(db: Database, lease: Lease, hourMs: number, rules: SealRules): Promise<SealOutcome> {
  await ensurePartition(db, TOPIC_CHUNK, hourMs);
  await ensurePartition(db, SUBSCRIPTION_CHUNK, hourMs);
  try {
    const { signal } = rules;
    return await db.transaction((tx) => sealInside(tx, lease, hourMs, rules), signal === undefined ? {} : { signal });
  } catch (error) {
    if (error instanceof GivenUp) return error.outcome;
    throw error;
  }
}

async function sealInside(tx: Transaction, lease: Lease, hourMs: number, rules: SealRules): Promise<SealOutcome> {
  const { clusterId } = lease;
  const range = { clusterId, fromMs: hourMs, toMs: hourMs + HOUR_MS };
  const atMs = await pollInstants(tx, range);
  if (atMs.length === 0) return 'no-polls';
  if (!(await markSealed(tx, clusterId, hourMs, atMs))) return 'sealed-before';
  const seats = await seatsOfHour(tx, clusterId, hourMs);
  const hour = { tx, range, seats, atMs, carryMs: rules.carryMs, breath: createBreath(BREATH_MS) };
  const logs = await sealTopics(hour);
  const subscriptions = await sealSubscriptions(hour, logs);
  // Whoever writes a poll holds this row: the polls counted now are all there will ever be.
  if (!(await renewLease(tx, lease))) throw new GivenUp('lost-lease');
  if ((await countPolls(tx, clusterId, hourMs)) !== atMs.length) throw new GivenUp('late-poll');
  await noteSealedDay(tx, hourMs, { topics: [...logs.keys()], subscriptions });
  await noteSealed(tx, clusterId, hourMs);
  return 'sealed';
}

/** Thrown to roll the transaction back. */
class GivenUp extends Error {
  readonly outcome: SealOutcome;

  constructor(outcome: SealOutcome) {
    super(`an hour was not sealed: ${outcome}`);
    this.outcome = outcome;
  }
}
