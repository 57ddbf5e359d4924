import { modernMember } from '../modern-member.ts';
import type { Scenario } from '../scenario.ts';
import { topics } from '../topics.ts';

const GROUP = 'order-notifications';

/** A group of the consumer protocol (KIP-848). */
export const consumerProtocol: Scenario = {
  name: 'consumer-protocol',
  shows: 'A healthy group of type "consumer": the broker assigns, members reconcile (KIP-848).',
  topics: [topics.orders],
  groups: [GROUP],
  jobs: (context) =>
    [1, 2].map((member) =>
      modernMember(context, {
        group: GROUP,
        clientId: `${GROUP}-${member}`,
        topic: topics.orders,
        protocol: 'consumer',
      }),
    ),
};
