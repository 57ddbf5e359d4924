import { classicMember } from '../classic-member.ts';
import type { Scenario } from '../scenario.ts';
import { topics } from '../topics.ts';

const GROUP = 'cache-invalidator';

/** A topic that is gone while one broker is. */
export const singleReplica: Scenario = {
  name: 'single-replica',
  shows: 'Replication factor 1, all of it on the last broker: when that broker is down the topic is offline.',
  topics: [topics.cacheInvalidations],
  groups: [GROUP],
  jobs: (context) => [classicMember(context, { group: GROUP, topics: [topics.cacheInvalidations] })],
};
