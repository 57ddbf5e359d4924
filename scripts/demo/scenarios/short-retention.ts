import type { Scenario } from '../scenario.ts';
import { timedVisits } from '../timed-visits.ts';
import { topics } from '../topics.ts';

const GROUP = 'audit-archiver';

/** A group whose unread records are deleted before it comes back for them. */
export const shortRetention: Scenario = {
  name: 'short-retention',
  shows:
    'The topic keeps a minute, its consumer comes every half hour: its committed offset is below the start of the log.',
  topics: [topics.auditLog],
  groups: [GROUP],
  jobs: (context) => [timedVisits(context, GROUP, topics.auditLog, context.knobs.shortRetention.visitEveryMs)],
};
