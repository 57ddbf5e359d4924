import { classicMember } from '../classic-member.ts';
import { Cycle } from '../cycle.ts';
import type { Scenario } from '../scenario.ts';
import { topics } from '../topics.ts';

const GROUP = 'fraud-scoring-v2';

/** A group that is too slow for its traffic for a while, then catches up. */
export const slow: Scenario = {
  name: 'slow',
  shows: 'Lag grows on all partitions alike for some minutes, then drains within two, again and again.',
  topics: [topics.payments],
  groups: [GROUP],
  jobs: (context) => {
    const { behindPerSecond, recoveringPerSecond, ...band } = context.knobs.slow;
    const cycle = new Cycle(context, { group: GROUP, topic: topics.payments, band, measure: 'total' });
    const perSecond = (): number => (cycle.phase === 'behind' ? behindPerSecond : recoveringPerSecond);
    return [cycle, classicMember(context, { group: GROUP, topics: [topics.payments], perSecond })];
  },
};
