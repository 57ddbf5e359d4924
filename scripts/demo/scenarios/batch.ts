import type { Scenario } from '../scenario.ts';
import { timedVisits } from '../timed-visits.ts';
import { topics } from '../topics.ts';

const GROUP = 'clickstream-archiver';

/** A group that exists for some seconds every few minutes. */
export const batch: Scenario = {
  name: 'batch',
  shows: 'A sawtooth: every five minutes a member comes, drains the topic and leaves; high lag in between is normal.',
  topics: [topics.clickstream],
  groups: [GROUP],
  jobs: (context) => [timedVisits(context, GROUP, topics.clickstream, context.knobs.batchEveryMs)],
};
