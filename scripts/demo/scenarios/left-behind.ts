import { committedOffsets } from '../group-lag.ts';
import { withAdmin } from '../kafka-client.ts';
import type { Life } from '../life.ts';
import { memberUntil } from '../member-until.ts';
import type { DemoContext, Scenario } from '../scenario.ts';
import { topics } from '../topics.ts';

const GROUP = 'search-indexer';
const KEPT = topics.stockLevels;
const LEFT = topics.priceUpdates;

/** Offsets of a topic that nobody in the group subscribes to expire after a week; then the story begins anew. */
const LOOK_AGAIN_MS = 60_000;

/** A group that was subscribed to two topics and now is to one. */
export const leftBehind: Scenario = {
  name: 'left-behind',
  shows: `The group has offsets on ${LEFT.name}, which it no longer subscribes to: that lag grows and means nothing.`,
  topics: [KEPT, LEFT],
  groups: [GROUP],
  jobs: (context) => [{ name: GROUP, run: (life) => leave(context, life) }],
};

async function leave(context: DemoContext, life: Life): Promise<void> {
  await withAdmin(context.kafka('demo-steering'), async (admin) => {
    let lookedAtMs = 0;
    const hasOffsets = async (): Promise<boolean> =>
      (await committedOffsets(admin, context.name(GROUP), context.name(LEFT.name))).size === LEFT.partitions;
    const lostOffsets = async (): Promise<boolean> => {
      if (Date.now() - lookedAtMs < LOOK_AGAIN_MS) return false;
      lookedAtMs = Date.now();
      return !(await hasOffsets());
    };
    while (!life.signal.aborted) {
      if (!(await hasOffsets())) await memberUntil(context, { group: GROUP, topics: [KEPT, LEFT] }, life, hasOffsets);
      await memberUntil(context, { group: GROUP, topics: [KEPT] }, life, lostOffsets);
    }
  });
}
