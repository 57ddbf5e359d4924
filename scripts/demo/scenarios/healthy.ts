import { classicMember } from '../classic-member.ts';
import type { Scenario } from '../scenario.ts';
import { topics } from '../topics.ts';

const GROUP = 'payments-worker';
const MEMBERS = 2;

/** Two members that keep up with steady traffic. */
export const healthy: Scenario = {
  name: 'healthy',
  shows: 'Two members keep up with steady traffic: lag is never more than what arrives between two commits.',
  topics: [topics.payments],
  groups: [GROUP],
  jobs: (context) =>
    Array.from({ length: MEMBERS }, (_, index) => {
      const clientId = `${GROUP}-${index + 1}`;
      return classicMember({
        kafka: context.kafka(clientId),
        knobs: context.knobs,
        name: clientId,
        groupId: context.name(GROUP),
        topics: [context.name(topics.payments.name)],
      });
    }),
};
