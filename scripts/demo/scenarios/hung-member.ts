import { classicMember } from '../classic-member.ts';
import { Cycle } from '../cycle.ts';
import type { Scenario } from '../scenario.ts';
import { topics } from '../topics.ts';

const GROUP = 'order-fulfilment';
const HUNG = `${GROUP}-2`;

/** A group in which one member of three heartbeats and does nothing else. */
export const hungMember: Scenario = {
  name: 'hung-member',
  shows: `The group is stable, but ${HUNG} only heartbeats: its partitions get no commit any more, the others drain.`,
  topics: [topics.shipments],
  groups: [GROUP],
  jobs: (context) => {
    const band = context.knobs.hungMember;
    const cycle = new Cycle(context, { group: GROUP, topic: topics.shipments, band, measure: 'total' });
    const hangs = (): number => (cycle.phase === 'behind' ? 0 : Number.POSITIVE_INFINITY);
    const members = [1, 2, 3].map((number) => {
      const clientId = `${GROUP}-${number}`;
      const member = { group: GROUP, clientId, topics: [topics.shipments] };
      return classicMember(context, clientId === HUNG ? { ...member, perSecond: hangs } : member);
    });
    return [cycle, ...members];
  },
};
