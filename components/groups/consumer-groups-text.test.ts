import { expect, it } from 'vitest';
import { steadyFlowExample, unknownTimeLagExample } from '#lib/api/examples/groups.ts';
import type { GroupPartition } from '#lib/api/schemas/groups.ts';
import { consumerGroupsText } from './consumer-groups-text.ts';
import { partitionRanges } from './partition-ranges.ts';

const PARTITION: GroupPartition = {
  topic: 'audit-log',
  topicId: null,
  partition: 0,
  state: 'ok',
  stateSince: null,
  status: 'OK',
  statusSince: null,
  reason: null,
  logStart: '0',
  end: '214',
  committed: '24',
  lag: '190',
  lagIsAtLeast: false,
  lagIsLastKnown: false,
  ...steadyFlowExample,
  timeLag: unknownTimeLagExample,
  loss: { deletedUnread: null, notBefore: null, kind: null },
  hotSince: null,
  leader: 1,
  memberId: null,
  clientId: null,
  memberHost: null,
  lastCommitAt: null,
  metadata: null,
};

// As kafka-consumer-groups of Kafka 4.3.1 prints it, without the blanks at the ends of lines.
it('is what the tool prints', () => {
  const partitions: GroupPartition[] = [
    {
      ...PARTITION,
      partition: 1,
      committed: '26',
      end: '256',
      lag: '230',
      memberId: 'consumer-1-e55b',
      clientId: 'consumer-1',
      memberHost: '/127.0.0.1',
    },
    PARTITION,
  ];
  expect(consumerGroupsText({ group: 'audit-archiver', partitions }).split('\n')).toEqual([
    'GROUP           TOPIC           PARTITION  CURRENT-OFFSET  LOG-END-OFFSET  LAG             CONSUMER-ID     HOST            CLIENT-ID',
    'audit-archiver  audit-log       0          24              214             190             -               -               -',
    'audit-archiver  audit-log       1          26              256             230             consumer-1-e55b /127.0.0.1      consumer-1',
  ]);
});

it('gives no number where the tool would have none', () => {
  const text = consumerGroupsText({
    group: 'g',
    partitions: [{ ...PARTITION, state: 'unknown', committed: null, end: null, lag: '190', lagIsLastKnown: true }],
  });
  expect(text.split('\n')[1]).toMatch(/^g +audit-log +0 +- +- +- +- +- +-$/);
});

it('widens for long names', () => {
  const group = 'a-group-with-a-rather-long-name';
  const [head, line] = consumerGroupsText({ group, partitions: [PARTITION] }).split('\n');
  expect(line?.startsWith(`${group} audit-log`)).toBe(true);
  expect(head?.indexOf('TOPIC')).toBe(group.length + 1);
});

it('keeps ids with line breaks on their line', () => {
  const clientId = 'c\u2028d';
  const text = consumerGroupsText({ group: 'g\r\naudit 0', partitions: [{ ...PARTITION, memberId: 'm\n', clientId }] });
  expect(text.split(/[\r\n\u2028]/)).toHaveLength(2);
  expect(text).toContain('g\\r\\naudit 0');
});

it.each([
  [[], ''],
  [[3], '3'],
  [[1, 0], '0, 1'],
  [[0, 1, 2, 3, 7], '0 to 3, 7'],
  [[9, 1, 2, 3, 8], '1 to 3, 8, 9'],
] as const)('%j reads %j', (partitions, expected) => expect(partitionRanges(partitions)).toBe(expected));
