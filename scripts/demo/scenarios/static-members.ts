import { modernMember } from '../modern-member.ts';
import type { Scenario } from '../scenario.ts';
import { topics } from '../topics.ts';

const GROUP = 'warehouse-sync';

/** A classic group whose members keep their identity over a restart. */
export const staticMembers: Scenario = {
  name: 'static-members',
  shows: 'A healthy classic group whose two members carry a group.instance.id.',
  topics: [topics.orders],
  groups: [GROUP],
  jobs: (context) =>
    ['berlin', 'warsaw'].map((site) => {
      const clientId = `${GROUP}-${site}`;
      return modernMember(context, {
        group: GROUP,
        clientId,
        topic: topics.orders,
        protocol: 'classic',
        groupInstanceId: clientId,
      });
    }),
};
