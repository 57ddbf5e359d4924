import { Cycle } from '../cycle.ts';
import type { Scenario } from '../scenario.ts';
import { topics } from '../topics.ts';
import { visitingMember } from '../visits.ts';

const GROUP = 'invoice-mailer';

/** A group that consumed for a while and then left, while its topic goes on. */
export const stopped: Scenario = {
  name: 'stopped',
  shows:
    'No member and no commit while the topic goes on: lag grows for hours, until it returns before retention overtakes it.',
  topics: [topics.invoices],
  groups: [GROUP],
  jobs: (context) => {
    const { knobs } = context;
    const topic = context.name(topics.invoices.name);
    const groupId = context.name(GROUP);
    const kafka = context.kafka(GROUP);
    const cycle = new Cycle({ kafka, groupId, topic, band: knobs.stopped, measure: 'sum', watchMs: knobs.watchMs });
    return [cycle, visitingMember({ kafka, knobs, name: GROUP, groupId, topics: [topic] }, cycle)];
  },
};
