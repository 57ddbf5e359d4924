import { classicMember } from '../classic-member.ts';
import { Cycle } from '../cycle.ts';
import type { Scenario } from '../scenario.ts';
import { topics } from '../topics.ts';

const GROUP = 'sessionizer';

/** A group of which one partition lags, since half of all records carry one key. */
export const hotPartition: Scenario = {
  name: 'hot-partition',
  shows: 'One key makes half of the traffic: its partition is thousands of records behind, the others keep up.',
  topics: [topics.clickstream],
  groups: [GROUP],
  jobs: (context) => {
    const { behindPerSecond, recoveringPerSecond, ...band } = context.knobs.hotPartition;
    const cycle = new Cycle(context, { group: GROUP, topic: topics.clickstream, band, measure: 'worst' });
    const perSecond = (): number => (cycle.phase === 'behind' ? behindPerSecond : recoveringPerSecond);
    const members = [1, 2].map((member) =>
      classicMember(context, { group: GROUP, clientId: `${GROUP}-${member}`, topics: [topics.clickstream], perSecond }),
    );
    return [cycle, ...members];
  },
};
