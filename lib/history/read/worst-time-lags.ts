import type { Transaction } from '#lib/db/database.ts';
import type { EndColumns } from '#lib/lag/end-track.ts';
import { endsBefore } from './earlier-ends.ts';
import { readHours } from './hours.ts';
import { wantedPositions } from './lag-subscriptions.ts';
import { PollWorst } from './poll-worst.ts';
import type { PollRange } from './polls.ts';
import type { SubscriptionRef } from './subscriptions.ts';
import { createTimeLagFold, type TimeLagFold } from './time-lag-fold.ts';

export interface TimeLagsQuery extends PollRange {
  subscriptions: readonly SubscriptionRef[];
  /** "3 polls": how long the last known lag of a partition stands in for one that was not seen. */
  carryMs: number;
  /** Partitions that are not counted. */
  isOutside: (subscriptionId: number, partition: number) => boolean;
}

/** The largest time lag over partitions at some polls, as boundedMs (lib/lag/end-track.ts); over how many, and without how many. */
export interface WorstTimeLags {
  atMs: Float64Array;
  worst: Float64Array;
  known: Float64Array;
  unknown: Float64Array;
}

/** What is read to know which ends of before the range are needed, as a chart does; what begins later is looked at in the range itself. */
const FIRST_MS = 600_000;

/** The largest time lag of subscriptions together at each poll of a range, oldest first, out of positions and ends as they are stored. */
export async function readWorstTimeLags(tx: Transaction, query: TimeLagsQuery): Promise<WorstTimeLags[]> {
  const { clusterId, subscriptions } = query;
  const fromMs = query.fromMs - query.carryMs;
  const before = (wanted: readonly ReadonlyMap<number, number>[]) =>
    endsBefore(tx, { clusterId, toMs: fromMs }, subscriptions, wanted);
  const first = await told(tx, { ...query, toMs: Math.min(query.toMs, fromMs + FIRST_MS) }, []);
  const { lags, unreached } = await told(tx, query, await before(first.unreached));
  const later = unreached.map((of, index) => new Map([...of].filter(([id]) => !first.unreached[index]?.has(id))));
  // Something was set back, or begun, in the range to a record of before it.
  if (later.every(({ size }) => size === 0)) return lags;
  const all = later.map((of, index) => new Map([...(first.unreached[index] ?? []), ...of]));
  return (await told(tx, query, await before(all))).lags;
}

async function told(
  tx: Transaction,
  { subscriptions, carryMs, isOutside, ...range }: TimeLagsQuery,
  earlier: readonly EndColumns[][],
): Promise<{ lags: WorstTimeLags[]; unreached: Map<number, number>[] }> {
  const rules = { carryMs, readCommitted: false };
  const fold: TimeLagFold = createTimeLagFold(subscriptions.length, rules);
  earlier.forEach((hours, index) => {
    for (const hour of hours) fold.prime(index, hour);
  });
  const lags: WorstTimeLags[] = [];
  const worst = new PollWorst();
  const withCarried = { ...range, fromMs: range.fromMs - carryMs };
  await readHours(tx, withCarried, wantedPositions(subscriptions, rules), (hour) => {
    worst.begin(hour.atMs.length);
    subscriptions.forEach(({ subscriptionId }, index) => {
      const isCounted = (partition: number) => !isOutside(subscriptionId, partition);
      worst.addSums(fold.worst(hour, index, isCounted), hour.from, hour.to);
    });
    const begin = hour.atMs.findIndex((at) => at >= range.fromMs);
    if (begin < 0 || begin >= hour.to) return;
    const from = Math.max(begin, hour.from);
    const { sum, known, unknown } = worst;
    lags.push({
      atMs: hour.atMs.slice(from, hour.to),
      worst: sum.slice(from, hour.to),
      known: known.slice(from, hour.to),
      unknown: unknown.slice(from, hour.to),
    });
  });
  return { lags, unreached: fold.unreached() };
}
