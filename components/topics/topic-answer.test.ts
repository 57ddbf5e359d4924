import { expect, it } from 'vitest';
import { spoken } from '#components/ui/testing.ts';
import { topicDetailExample } from '#lib/api/examples/topics.ts';
import type { TopicDetail } from '#lib/api/schemas/topics.ts';
import { topicAnswer } from './topic-answer.ts';

const CALM = { offline: 0, underMinIsr: 0, atMinIsr: 0, underReplicated: 0, reassigning: 0, notPreferred: 0 };
const [partition] = topicDetailExample.partitionList;
if (!partition) throw new Error('the example has no partition');
const unread = { ...partition, failure: { code: 'X', message: 'silent', brokerId: 3, since: null } };

it.each<[name: string, topic: Partial<TopicDetail>, says: string]>([
  ['calm', { replication: CALM }, 'All replicas are in sync. 700 MiB in 1 partition × 3 replicas, kept 7 d.'],
  [
    'in danger',
    { replication: { ...CALM, offline: 1, underReplicated: 2 } },
    '1 partition offline, 2 under-replicated. 700 MiB in 1 partition × 3 replicas, kept 7 d.',
  ],
  [
    'on the move',
    { replication: { ...CALM, reassigning: 2 } },
    '2 partitions being moved to other brokers, no replica is missing. 700 MiB in 1 partition × 3 replicas, kept 7 d.',
  ],
  [
    'in danger and on the move',
    { replication: { ...CALM, offline: 1, reassigning: 2 } },
    '1 partition offline. 700 MiB in 1 partition × 3 replicas, kept 7 d.',
  ],
  [
    'not read',
    { replication: CALM, partitionList: [unread, partition, unread] },
    'All replicas are in sync. 2 partitions could not be read. 700 MiB in 1 partition × 3 replicas, kept 7 d.',
  ],
  [
    'with older records in remote storage',
    { replication: CALM, partitionList: [{ ...partition, logStart: '0', localLogStart: '50' }] },
    'All replicas are in sync. 700 MiB on the disks of brokers, older records in remote storage, in 1 partition × 3 replicas, kept 7 d.',
  ],
  [
    'with tiered storage, and all of it still here',
    { replication: CALM, partitionList: [{ ...partition, logStart: '50', localLogStart: '50' }] },
    'All replicas are in sync. 700 MiB in 1 partition × 3 replicas, kept 7 d.',
  ],
  [
    'compacted',
    { replication: CALM, cleanupPolicy: 'compact', sizeBytes: null },
    'All replicas are in sync. Size not read yet in 1 partition × 3 replicas, compacted.',
  ],
])('%s', (_, topic, says) => {
  expect(spoken(topicAnswer({ ...topicDetailExample, ...topic }))).toBe(says);
});
