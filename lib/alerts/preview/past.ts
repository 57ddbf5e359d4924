import { z } from 'zod';
import type { Transaction } from '#lib/db/database.ts';
import { hourOf } from '#lib/history/hours.ts';
import { pollInstants } from '#lib/history/read/columns.ts';
import { unsealedFrom } from '#lib/history/read/hours.ts';
import { pollInterval } from '#lib/history/read/interval.ts';
import { pollsBegin } from '#lib/history/read/polls-begin.ts';
import { type SealedHour, sealedHoursBetween } from '#lib/history/read/sealed-hours.ts';
import { threePollsMs } from '#lib/lag/three-polls.ts';
import type { PollsSeen } from './polls.ts';

/** A time of which whole hours are sealed up to `sealedToMs`. */
export interface Past {
  clusterId: number;
  fromMs: number;
  sealedToMs: number;
  toMs: number;
  intervalMs: number;
  /** "3 polls": how long the last known lag of a partition stands in for one that was not seen. */
  carryMs: number;
  polls: PollsSeen;
}

export interface PastQuery {
  clusterId: number;
  fromMs: number;
  toMs: number;
  /** "3 polls" are at least this long. */
  patienceMs: number;
  /** The polls that are not sealed are looked at, too. */
  hasTail: boolean;
}

/** What of a time is kept; null where nothing is. */
export async function pastOf(tx: Transaction, asked: PastQuery): Promise<Past | null> {
  const { clusterId } = asked;
  const begin = await pollsBegin(tx, clusterId);
  if (begin === null) return null;
  const intervalMs = await pollInterval(tx, clusterId);
  // Whole hours, as they are sealed.
  const fromMs = hourOf(Math.max(asked.fromMs, begin.getTime()));
  const sealedToMs = await unsealedFrom(tx, { clusterId, fromMs, toMs: asked.toMs });
  const toMs = asked.hasTail ? asked.toMs : sealedToMs;
  if (fromMs >= toMs) return null;
  const hours = await sealedHoursBetween(tx, { clusterId, fromMs, toMs: sealedToMs });
  const tail = sealedToMs < toMs ? await pollInstants(tx, { clusterId, fromMs: sealedToMs, toMs }) : [];
  const outages = await outagesOf(tx, { clusterId, fromMs, toMs }, hours);
  return {
    clusterId,
    fromMs,
    sealedToMs,
    toMs,
    intervalMs,
    carryMs: threePollsMs(intervalMs, asked.patienceMs),
    polls: {
      stored: Float64Array.from([...hours.flatMap(({ atMs }) => [...atMs]), ...tail]),
      unseen: Float64Array.from(outages.flatMap((outage) => instantsIn(outage, intervalMs))),
    },
  };
}

/** A time in which no broker answered: from the first such poll up to the first one after it that is stored. */
interface Outage {
  fromMs: number;
  toMs: number;
}

const atRow = z.object({ at: z.date().transform((at) => at.getTime()) });

async function outagesOf(
  tx: Transaction,
  { clusterId, fromMs, toMs }: { clusterId: number; fromMs: number; toMs: number },
  hours: readonly SealedHour[],
): Promise<Outage[]> {
  const begins = await tx.query(
    `select at from event where cluster_id = $1 and kind = 'cluster-unreachable' and at >= $2 and at < $3 order by at`,
    [clusterId, new Date(fromMs), new Date(toMs)],
    atRow,
  );
  const outages: Outage[] = [];
  for (const { at } of begins) {
    if (at < (outages.at(-1)?.toMs ?? 0)) continue;
    outages.push({ fromMs: at, toMs: Math.min(toMs, (await firstPollAfter(tx, clusterId, at, hours)) ?? toMs) });
  }
  return outages;
}

async function firstPollAfter(
  tx: Transaction,
  clusterId: number,
  atMs: number,
  hours: readonly SealedHour[],
): Promise<number | null> {
  for (const hour of hours) {
    const found = hour.atMs.find((at) => at > atMs);
    if (found !== undefined) return found;
  }
  const [row] = await tx.query(
    'select at from poll where cluster_id = $1 and at > $2 order by at limit 1',
    [clusterId, new Date(atMs)],
    atRow,
  );
  return row?.at ?? null;
}

function instantsIn({ fromMs, toMs }: Outage, intervalMs: number): number[] {
  return Array.from(
    { length: Math.max(1, Math.ceil((toMs - fromMs) / intervalMs)) },
    (_, poll) => fromMs + poll * intervalMs,
  );
}
