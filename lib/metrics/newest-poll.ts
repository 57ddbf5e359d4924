import { z } from 'zod';
import type { Transaction } from '#lib/db/database.ts';
import { slotView } from '#lib/history/body.ts';
import type { Place, WantedSeries } from '#lib/history/read/layout.ts';
import { readPolls } from '#lib/history/read/polls.ts';

/** The values of the newest poll, and where each series lies in them; undefined where the poll has nothing of one. */
export interface NewestPoll {
  values: DataView;
  /** Committed offsets of one subscription. */
  committed(subscriptionId: number): Place | undefined;
  /** Log start, high watermark and open of one topic, one run after the other. */
  log(topicId: number): Place | undefined;
}

/**
 * Hands the newest poll of a cluster to `visit`, which must not keep it. The current state is of every poll, positions only of
 * those the history took: where it did not take the newest one, `visit` is not called.
 */
export async function readNewestPoll(
  tx: Transaction,
  clusterId: number,
  { subscriptionIds, topicIds }: { subscriptionIds: readonly number[]; topicIds: readonly number[] },
  visit: (poll: NewestPoll) => void,
): Promise<void> {
  const atMs = await newestPollId(tx, clusterId);
  if (atMs === null) return;
  const wanted: WantedSeries[] = [
    ...subscriptionIds.map((seriesId): WantedSeries => ({ kind: 's', seriesId })),
    ...topicIds.map((seriesId): WantedSeries => ({ kind: 't', seriesId, runs: 3 })),
  ];
  const subscriptionIndex = new Map(subscriptionIds.map((id, index) => [id, index]));
  const topicIndex = new Map(topicIds.map((id, index) => [id, subscriptionIds.length + index]));
  await readPolls(tx, { clusterId, fromMs: atMs, toMs: atMs + 1 }, wanted, ({ bytes, places }) => {
    visit({
      values: slotView(bytes),
      committed: (id) => places[subscriptionIndex.get(id) ?? -1],
      log: (id) => places[topicIndex.get(id) ?? -1],
    });
  });
}

const pollIdSchema = z.object({ pollId: z.bigint().transform(Number) });

async function newestPollId(tx: Transaction, clusterId: number): Promise<number | null> {
  const [row] = await tx.query(
    'select poll_id as "pollId" from cluster_now where cluster_id = $1',
    [clusterId],
    pollIdSchema,
  );
  return row?.pollId ?? null;
}
