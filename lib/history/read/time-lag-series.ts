import type { Database, Transaction } from '#lib/db/database.ts';
import type { EndColumns } from '#lib/lag/end-track.ts';
import { threePollsMs } from '#lib/lag/three-polls.ts';
import { type BucketAxis, bucketAxis } from './buckets.ts';
import { endsBefore, type PositionsWanted } from './earlier-ends.ts';
import { readHours } from './hours.ts';
import { inSeconds } from './in-seconds.ts';
import { pollInterval } from './interval.ts';
import { createLagChart } from './lag-chart.ts';
import type { LagFoldRules } from './lag-fold.ts';
import { type LagSeriesData, type LagSeriesQuery, mostSeries } from './lag-series.ts';
import { type Counted, countedSubscriptions, wantedPositions } from './lag-subscriptions.ts';
import { namesByLastLag } from './last-lags.ts';
import { PollWorst } from './poll-worst.ts';
import { createTimeLagFold, type TimeLagFold } from './time-lag-fold.ts';

/** What is read to know which ends of before the range are needed; what begins later is looked at in the range itself. */
const FIRST_MS = 600_000;

/**
 * How far behind in time a group was, in seconds: as readLagSeries has it in messages, but what several partitions have in common is
 * the largest of them. Buckets whose largest is only a lower bound are said in `atLeast`. As far back as polls are kept.
 */
export async function readTimeLagSeries(db: Database, query: LagSeriesQuery): Promise<LagSeriesData> {
  return db.transaction(
    async (tx) => {
      const intervalMs = await pollInterval(tx, query.clusterId);
      const rules = { ...query, carryMs: threePollsMs(intervalMs, query.patienceMs) };
      const axis = bucketAxis({ ...query, intervalMs });
      const subscriptions = await countedSubscriptions(tx, query);
      const story: Story = { ...query, fromMs: axis.fromMs - rules.carryMs, axis, subscriptions, rules };
      const first = { ...story, toMs: Math.min(story.toMs, story.fromMs + FIRST_MS) };
      const wanted = await unreachedIn(tx, first);
      const { chart, unreached } = await drawn(tx, story, await earlierEnds(tx, story, wanted));
      const later = unreached.map((of, index) => new Map([...of].filter(([id]) => !wanted[index]?.has(id))));
      // Something was set back, or begun, in the range to a record of before it.
      if (later.every(({ size }) => size === 0)) return { ...axis, ...chart };
      const all = later.map((of, index) => new Map([...(wanted[index] ?? []), ...of]));
      return { ...axis, ...(await drawn(tx, story, await earlierEnds(tx, story, all))).chart };
    },
    { isolation: 'repeatable read', readOnly: true },
  );
}

interface Story extends LagSeriesQuery {
  axis: BucketAxis;
  subscriptions: readonly Counted[];
  rules: LagFoldRules;
}

const earlierEnds = (tx: Transaction, { clusterId, fromMs, subscriptions }: Story, wanted: PositionsWanted) =>
  endsBefore(tx, { clusterId, toMs: fromMs }, subscriptions, wanted);

async function unreachedIn(tx: Transaction, story: Story): Promise<Map<number, number>[]> {
  const { subscriptions, rules } = story;
  const fold = createTimeLagFold(subscriptions.length, rules);
  await readHours(tx, story, wantedPositions(subscriptions, rules), (hour) => {
    for (const { index, outside } of subscriptions) {
      fold.subscription(
        hour,
        index,
        () => undefined,
        (partition) => !outside.has(partition),
      );
    }
  });
  return fold.unreached();
}

async function drawn(tx: Transaction, story: Story, earlier: readonly EndColumns[][]) {
  const { axis, by, points, subscriptions, rules } = story;
  const maxSeries = mostSeries(points);
  const names = await namesByLastLag(tx, story, subscriptions);
  const topics = subscriptions.map(({ topic }) => topic);
  const chart = createLagChart(axis, by, topics, names, maxSeries, () => new PollWorst());
  const fold: TimeLagFold = createTimeLagFold(subscriptions.length, rules);
  earlier.forEach((hours, index) => {
    for (const hour of hours) fold.prime(index, hour);
  });
  const takes = ({ index, outside }: Counted, partition: number) =>
    !outside.has(partition) && chart.takes(index, partition);
  await readHours(
    tx,
    story,
    wantedPositions(subscriptions, rules),
    (hour) => {
      chart.beginHour(hour);
      for (const one of subscriptions) {
        const isTaken = (partition: number) => takes(one, partition);
        const add = (partition: number, lag: Float64Array) => chart.add(one.index, partition, lag);
        if (by === 'partition') fold.subscription(hour, one.index, add, isTaken);
        else chart.addSums(one.index, fold.worst(hour, one.index, isTaken));
      }
      chart.endHour();
    },
    (nth, partition) => {
      const one = subscriptions[nth % subscriptions.length];
      return one !== undefined && takes(one, partition);
    },
  );
  const { series, omittedSeries } = chart.finish();
  const inOrder = series.map(inSeconds).sort((a, b) => lastOf(b.max) - lastOf(a.max));
  return { chart: { series: inOrder, omittedSeries }, unreached: fold.unreached() };
}

const lastOf = (values: readonly (number | null)[]): number => values.findLast((value) => value !== null) ?? -1;
