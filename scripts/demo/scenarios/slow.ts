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
    const { knobs } = context;
    const topic = context.name(topics.payments.name);
    const groupId = context.name(GROUP);
    const kafka = context.kafka(GROUP);
    const cycle = new Cycle({ kafka, groupId, topic, band: knobs.slow, measure: 'sum', watchMs: knobs.watchMs });
    const perSecond = (): number =>
      cycle.phase === 'behind' ? knobs.slow.behindPerSecond : knobs.slow.recoveringPerSecond;
    return [cycle, classicMember({ kafka, knobs, name: GROUP, groupId, topics: [topic], perSecond })];
  },
};
