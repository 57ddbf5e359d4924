import type { Database } from '#lib/db/database.ts';
import { type FlowRules, type Flows, FlowWindow, flowsOf, windowWidth } from '#lib/lag/flow-window.ts';
import type { HourColumns } from './columns.ts';
import { readHours } from './hours.ts';
import type { WantedSeries } from './layout.ts';
import type { SubscriptionRef } from './subscriptions.ts';

/** A subscription with the median gap between its commits, null while none is known. */
export type FlowingSubscription = Pick<SubscriptionRef, 'subscriptionId' | 'topicId'> & { gapMs: number | null };

/** Polls before a window that may hold its first point. */
const WITH_ALLOWANCE = 1.25;

/** How the positions on each partition move up to the poll `newestMs`, by subscription; index = partition. */
export async function readPartitionFlows(
  db: Database,
  { clusterId, newestMs }: { clusterId: number; newestMs: number },
  subscriptions: readonly FlowingSubscription[],
  rules: FlowRules,
): Promise<Map<number, (Flows | null)[]>> {
  const lanes = subscriptions.map((subscription) => ({ ...subscription, windows: [] as FlowWindow[] }));
  const widestMs = Math.max(0, ...lanes.map(({ gapMs }) => windowWidth(rules.trendWindowMs, gapMs, rules)));
  const range = { clusterId, fromMs: newestMs - widestMs * WITH_ALLOWANCE, toMs: newestMs + 1 };
  const wanted = [
    ...lanes.map(({ subscriptionId }): WantedSeries => ({ kind: 's', seriesId: subscriptionId })),
    ...lanes.map(({ topicId }): WantedSeries => ({ kind: 't', seriesId: topicId, runs: 2 })),
  ];
  await db.transaction(
    (tx) =>
      readHours(tx, range, wanted, (hour) => {
        lanes.forEach((lane, index) => {
          advance(lane, hour, index, lanes.length + index, rules);
        });
      }),
    { isolation: 'repeatable read', readOnly: true },
  );
  return new Map(
    lanes.map(({ subscriptionId, windows, gapMs }) => [
      subscriptionId,
      // Array.from visits holes too: a partition without a window has no flow.
      Array.from(windows, (window: FlowWindow | undefined) => flowsOf(window, rules, gapMs, newestMs)),
    ]),
  );
}

interface Lane {
  gapMs: number | null;
  windows: FlowWindow[];
}

/** Takes in what one hour has of a lane: commits in the series `own`, ends in `log`. */
function advance(
  { windows, gapMs }: Lane,
  { atMs, from, to, series }: HourColumns,
  own: number,
  log: number,
  rules: FlowRules,
): void {
  const [commits, ends] = [series[own], series[log]];
  const [committed, high] = [commits?.runs[0], ends?.runs[1]];
  if (commits === undefined || ends === undefined || committed === undefined || high === undefined) return;
  for (let partition = 0; partition < Math.min(commits.partitions, ends.partitions); partition++) {
    const start = partition * atMs.length;
    for (let point = from; point < to; point++) {
      const consumed = committed[start + point] ?? Number.NaN;
      const produced = high[start + point] ?? Number.NaN;
      // A position that is not known, or that there is not, is no point.
      if (!(consumed >= 0 && produced >= 0)) continue;
      const window = windows[partition] ?? new FlowWindow();
      windows[partition] = window;
      const fell = window.isAbove(produced, consumed);
      const reading = { atMs: atMs[point] ?? 0, setKey: partition, complete: true, produced, consumed, fell };
      window.add(reading, rules, gapMs);
    }
  }
}
