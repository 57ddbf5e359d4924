import type { Transaction } from '#lib/db/database.ts';
import { TENTHS } from '#lib/history/hour-stats.ts';
import { HOUR_MS } from '#lib/history/hours.ts';
import type { HourColumns } from '#lib/history/read/columns.ts';
import { HourLine, hourValueAt } from '#lib/history/read/hour-lines.ts';
import { readHourRows } from '#lib/history/read/hour-rows.ts';
import { readHours, unsealedFrom } from '#lib/history/read/hours.ts';
import { createTopicFold, type TopicSums } from '#lib/history/read/topic-fold.ts';
import type { CauseRules } from './rules.ts';
import { type Held, weightedMedian } from './weighted-median.ts';

/** Of hours that are not sealed yet rates are means over this long: shorter ones would be those of single bursts. */
const BUCKET_MS = 300_000;

export interface UsualQuery {
  clusterId: number;
  topicIds: readonly number[];
  /** The time before this instant is what is usual. */
  toMs: number;
}

/**
 * Records per second that usually come to some topics, all in all: the median of the time before, of hours that are sealed by their
 * means. Null where too little of it is known.
 */
export async function readUsualProduceRate(
  tx: Transaction,
  { clusterId, topicIds, toMs }: UsualQuery,
  { usualMs, leastUsualMs, threePollsMs }: CauseRules,
): Promise<number | null> {
  const range = { clusterId, fromMs: toMs - usualMs, toMs };
  const sealed = new Map<number, HourLine>();
  await readHourRows(tx, range, 't', topicIds, ({ hourMs, stats }) => {
    if (hourMs < range.fromMs || hourMs + HOUR_MS > toMs) return;
    const line = sealed.get(hourMs) ?? new HourLine();
    line.add(hourMs, hourValueAt(stats, 0, 0, TENTHS));
    sealed.set(hourMs, line);
  });
  const hours = Array.from(
    sealed.values(),
    (line): Held => ({ value: line.isKnown ? line.last : Number.NaN, ms: HOUR_MS }),
  );
  const unsealed = await unsealedRates(tx, { ...range, fromMs: await unsealedFrom(tx, range) }, topicIds, threePollsMs);
  return weightedMedian([...hours, ...unsealed], leastUsualMs);
}

/** Means over whole buckets, summed over the topics. */
async function unsealedRates(
  tx: Transaction,
  range: { clusterId: number; fromMs: number; toMs: number },
  topicIds: readonly number[],
  carryMs: number,
): Promise<Held[]> {
  const rates = new Map<number, number>();
  for (const seriesId of topicIds) {
    const fold = createTopicFold(carryMs);
    const means = new Map<number, { sum: number; polls: number }>();
    await readHours(tx, range, [{ kind: 't', seriesId, runs: 2 }], (hour) => {
      if (!hour.sealed) addMeans(means, hour, fold(hour));
    });
    for (const [bucket, { sum, polls }] of means) rates.set(bucket, (rates.get(bucket) ?? 0) + sum / polls);
  }
  return Array.from(rates.values(), (value) => ({ value, ms: BUCKET_MS }));
}

function addMeans(
  means: Map<number, { sum: number; polls: number }>,
  { atMs, from, to }: HourColumns,
  { messagesPerSecond }: TopicSums,
): void {
  for (let point = from; point < to; point++) {
    const { sum, known } = messagesPerSecond.at(point);
    if (known === 0) continue;
    const bucket = Math.floor((atMs[point] ?? 0) / BUCKET_MS);
    const mean = means.get(bucket) ?? { sum: 0, polls: 0 };
    means.set(bucket, { sum: mean.sum + sum, polls: mean.polls + 1 });
  }
}
