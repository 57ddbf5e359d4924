import type { Transaction } from '#lib/db/database.ts';
import { readHoursBack } from './hours.ts';
import { type LagGrouping, type SeriesName, seriesName } from './lag-chart.ts';
import { createLagFold, type LagFoldRules, LEFT_OUT } from './lag-fold.ts';
import { type Counted, wantedPositions } from './lag-subscriptions.ts';
import type { PollRange } from './polls.ts';

/** The series of the newest poll of the range, the largest lag first: those a bounded chart must not leave out. */
export async function namesByLastLag(
  tx: Transaction,
  query: PollRange & Pick<LagFoldRules, 'readCommitted'> & { by: LagGrouping },
  subscriptions: readonly Counted[],
): Promise<SeriesName[]> {
  // A chart by group has one series.
  if (query.by === 'group') return [];
  const lagByKey = new Map<string, { name: SeriesName; lag: number }>();
  const fold = createLagFold(subscriptions.length, { ...query, carryMs: 0 });
  await readHoursBack(tx, query, wantedPositions(subscriptions, query), 1, (newest) => {
    subscriptions.forEach(({ topic, index }) => {
      fold.subscription(newest, index, (partition, column) => {
        const lag = column[newest.from] ?? LEFT_OUT;
        if (lag === LEFT_OUT) return;
        const name = seriesName(query.by, topic, partition);
        const before = lagByKey.get(name.key)?.lag ?? 0;
        lagByKey.set(name.key, { name, lag: before + (Number.isNaN(lag) ? 0 : lag) });
      });
    });
  });
  return [...lagByKey.values()].sort((a, b) => b.lag - a.lag).map(({ name }) => name);
}
