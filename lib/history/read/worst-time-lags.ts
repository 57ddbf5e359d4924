import type { Transaction } from '#lib/db/database.ts';
import type { EndColumns } from '#lib/lag/end-track.ts';
import type { HourColumns } from './columns.ts';
import { endsBefore } from './earlier-ends.ts';
import { readHours } from './hours.ts';
import { wantedPositions } from './lag-subscriptions.ts';
import { PollWorst } from './poll-worst.ts';
import type { PollRange } from './polls.ts';
import type { SubscriptionRef } from './subscriptions.ts';
import { createTimeLagFold, type TimeLagFold } from './time-lag-fold.ts';

export interface TimeLagsQuery<Note> extends PollRange {
  subscriptions: readonly SubscriptionRef[];
  /** "3 polls": for so long a commit that is ahead of the log is no lag. */
  patienceMs: number;
  /** Partitions that are not counted. */
  isOutside: (subscriptionId: number, partition: number) => boolean;
  /** Begins to take notes of hours, in order of time: what is read may be read twice. */
  newNote: () => (hour: HourColumns) => Note;
}

/** The largest time lag over partitions at some polls, as boundedMs (lib/lag/end-track.ts); over how many, and without how many. */
export interface WorstTimeLags<Note> {
  hourMs: number;
  atMs: Float64Array;
  /** Of the polls, those from this one on, */
  from: number;
  /** up to and without this one, are meant. */
  to: number;
  worst: Float64Array;
  known: Float64Array;
  unknown: Float64Array;
  note: Note;
}

/** What is read to know which ends of before the range are needed, as a chart does; what begins later is looked at in the range itself. */
const FIRST_MS = 600_000;

/**
 * The largest time lag of subscriptions together at each poll of a range, oldest first, out of positions and ends as they are stored.
 * What a poll did not see is unknown.
 */
export async function readWorstTimeLags<Note>(
  tx: Transaction,
  query: TimeLagsQuery<Note>,
): Promise<WorstTimeLags<Note>[]> {
  const { clusterId, subscriptions } = query;
  const fromMs = query.fromMs - query.patienceMs;
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

async function told<Note>(
  tx: Transaction,
  { subscriptions, patienceMs, isOutside, newNote, ...range }: TimeLagsQuery<Note>,
  earlier: readonly EndColumns[][],
): Promise<{ lags: WorstTimeLags<Note>[]; unreached: Map<number, number>[] }> {
  const rules = { carryMs: -1, aheadMs: patienceMs, readCommitted: false };
  const note = newNote();
  const fold: TimeLagFold = createTimeLagFold(subscriptions.length, rules);
  earlier.forEach((hours, index) => {
    for (const hour of hours) fold.prime(index, hour);
  });
  const lags: WorstTimeLags<Note>[] = [];
  const worst = new PollWorst();
  const withLead = { ...range, fromMs: range.fromMs - patienceMs };
  await readHours(tx, withLead, wantedPositions(subscriptions, rules), (hour) => {
    worst.begin(hour.atMs.length);
    subscriptions.forEach(({ subscriptionId }, index) => {
      const isCounted = (partition: number) => !isOutside(subscriptionId, partition);
      worst.addSums(fold.worst(hour, index, isCounted), hour.from, hour.to);
    });
    const noted = note(hour);
    const begin = hour.atMs.findIndex((at) => at >= range.fromMs);
    const from = begin < 0 ? hour.to : Math.max(begin, hour.from);
    if (from >= hour.to) return;
    const { sum, known, unknown } = worst;
    const copies = { worst: sum.slice(), known: known.slice(), unknown: unknown.slice() };
    lags.push({ hourMs: hour.hourMs, atMs: hour.atMs, from, to: hour.to, ...copies, note: noted });
  });
  return { lags, unreached: fold.unreached() };
}
