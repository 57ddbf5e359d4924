import { classicMember } from '../classic-member.ts';
import type { Scenario } from '../scenario.ts';
import { topics } from '../topics.ts';

const GROUP = 'payments-worker';

/** Two members that keep up with steady traffic. */
export const healthy: Scenario = {
  name: 'healthy',
  shows: 'Two members keep up with steady traffic: lag is never more than what arrives between two commits.',
  topics: [topics.payments],
  groups: [GROUP],
  jobs: (context) =>
    [1, 2].map((member) =>
      classicMember(context, { group: GROUP, clientId: `${GROUP}-${member}`, topics: [topics.payments] }),
    ),
};
