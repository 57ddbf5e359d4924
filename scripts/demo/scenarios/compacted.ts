import { classicMember } from '../classic-member.ts';
import type { Scenario } from '../scenario.ts';
import { topics } from '../topics.ts';

const GROUP = 'customer-profile-cache';

/** A compacted topic with tombstones, and a healthy reader of it. */
export const compacted: Scenario = {
  name: 'compacted',
  shows: 'Few keys, written again and again, some deleted by a tombstone: offsets have holes, lag counts them.',
  topics: [topics.customers],
  groups: [GROUP],
  jobs: (context) => [classicMember(context, { group: GROUP, topics: [topics.customers] })],
};
