import type { Database, Transaction } from '#lib/db/database.ts';
import { ABSENT, NONE } from '../chunk/special-values.ts';
import { HOUR_MS, hourOf } from '../hours.ts';
import type { HourColumns } from './columns.ts';
import { readHours } from './hours.ts';
import { createLagFold, LEFT_OUT } from './lag-fold.ts';
import { wantedPositions } from './lag-subscriptions.ts';
import type { PollRange } from './polls.ts';
import { pollsBegin } from './polls-begin.ts';
import { subscriptionsOf } from './subscriptions.ts';

/** One partition of a group at one poll; null where that poll did not see it. */
export interface ExportedPosition {
  atMs: number;
  topic: string;
  partition: number;
  /** `none`: the group had no committed offset. */
  committed: number | 'none' | null;
  logStart: number | null;
  highWatermark: number | null;
  lag: number | null;
}

/** Hands every position of a group in the range to `visit`, hour by hour, in each by topic, partition and time. */
export async function exportPositions(
  tx: Transaction,
  range: PollRange,
  groupId: number,
  visit: (position: ExportedPosition) => void,
): Promise<void> {
  const subscriptions = await subscriptionsOf(tx, groupId);
  // Each poll is told by itself: what it did not see is told as that, and a commit ahead of the log has no lag.
  const fold = createLagFold(subscriptions.length, { carryMs: 0, readCommitted: false });
  await readHours(tx, range, wantedPositions(subscriptions, { readCommitted: false }), (hour) => {
    subscriptions.forEach(({ topic }, index) => {
      fold.subscription(hour, index, (partition, lag) => {
        for (let point = hour.from; point < hour.to; point++) {
          const position = positionAt(hour, subscriptions.length, index, partition, point, lag[point] ?? LEFT_OUT);
          if (position !== null) visit({ ...position, topic });
        }
      });
    });
  });
}

function positionAt(
  { atMs, series }: HourColumns,
  subscriptions: number,
  index: number,
  partition: number,
  point: number,
  lag: number,
): Omit<ExportedPosition, 'topic'> | null {
  const at = partition * atMs.length + point;
  const committed = series[index]?.runs[0]?.[at] ?? ABSENT;
  if (committed === ABSENT) return null;
  const log = series[subscriptions + index];
  const offset = (run: number) => {
    const value = partition < (log?.partitions ?? 0) ? log?.runs[run]?.[at] : undefined;
    return value === undefined || !(value >= 0) ? null : value;
  };
  return {
    atMs: atMs[point] ?? 0,
    partition,
    committed: Number.isNaN(committed) ? null : committed === NONE ? 'none' : committed,
    logStart: offset(0),
    highWatermark: offset(1),
    lag: Number.isNaN(lag) || lag === LEFT_OUT ? null : lag,
  };
}

/**
 * The positions of a group as lines of CSV, an hour at a time. Each hour has a transaction of its own, over before its lines
 * are taken: whoever reads slowly holds up no partition that is to be dropped.
 */
export async function* exportedHours(db: Database, range: PollRange, groupId: number): AsyncGenerator<string[]> {
  // Hours of which no poll is kept have no lines, and there may be years of them.
  const begin = await pollsBegin(db, range.clusterId);
  if (begin === null) return;
  for (let hourMs = hourOf(Math.max(range.fromMs, begin.getTime())); hourMs < range.toMs; hourMs += HOUR_MS) {
    const lines: string[] = [];
    const hour = {
      ...range,
      fromMs: Math.max(range.fromMs, hourMs),
      toMs: Math.min(range.toMs, hourMs + HOUR_MS),
    };
    await db.transaction((tx) => exportPositions(tx, hour, groupId, (position) => lines.push(csvOf(position))), {
      isolation: 'repeatable read',
      readOnly: true,
    });
    yield lines;
  }
}

export const EXPORT_HEADER = 'at,topic,partition,committed,log_start,high_watermark,lag';

/** A position as a line of CSV; what is not known is empty. */
export function csvOf({ atMs, topic, partition, committed, logStart, highWatermark, lag }: ExportedPosition): string {
  const quoted = /[",\n\r]/.test(topic) ? `"${topic.replaceAll('"', '""')}"` : topic;
  return [new Date(atMs).toISOString(), quoted, partition, committed, logStart, highWatermark, lag].join();
}
