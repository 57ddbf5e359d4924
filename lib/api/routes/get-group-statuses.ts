import { z } from 'zod';
import {
  type PartitionCourse,
  readGroupStatus,
  readPartitionStatuses,
  type StatusSpan,
} from '#lib/history/read/statuses.ts';
import { groupIdOf } from '#lib/views/history-ids.ts';
import { freshnessOf, groupNotFound, inCluster } from '../cluster-scope.ts';
import { groupStatusesExample } from '../examples/groups.ts';
import { defineOperation } from '../operation.ts';
import { choiceParam, clusterParam, fromParam, groupParam, toParam } from '../parameters.ts';
import { groupStatusesSchema, type StatusInterval } from '../schemas/status.ts';
import { timeRange } from '../time-range.ts';

export const getGroupStatuses = defineOperation({
  id: 'getGroupStatuses',
  method: 'GET',
  path: '/api/v1/clusters/{cluster}/groups/{group}/statuses',
  tag: 'Groups',
  summary: 'How the status of a group, and of its partitions, went over time',
  description:
    'Each change is dated by the poll that saw it. Changes are kept as long as events are (`TIDEMARK_HISTORY_EVENTS`). Also' +
    ' answers for a group that is gone by now.',
  role: 'viewer',
  params: z.object({ cluster: clusterParam, group: groupParam }),
  query: z.object({
    from: fromParam,
    to: toParam,
    by: choiceParam(['group', 'partition'])
      .default('group')
      .meta({ description: 'partition: with the course of each partition that was not OK all the time' }),
  }),
  response: { description: 'The course of the status', schema: groupStatusesSchema, example: groupStatusesExample },
  problems: ['CLUSTER_NOT_FOUND', 'GROUP_NOT_FOUND'],
  handle: ({ context, params, query }) => {
    const { fromMs, toMs } = timeRange(query, context.now());
    return inCluster(context, params.cluster, async ({ snapshot, identity }) => {
      const clusterId = identity.id;
      const groupId = clusterId === null ? null : await groupIdOf(snapshot, clusterId, params.group);
      if (groupId === null) throw groupNotFound(identity, params.group);
      const asked = { groupId, fromMs, toMs };
      const spans = await readGroupStatus(snapshot, asked);
      const parts = query.by === 'partition' ? await readPartitionStatuses(snapshot, asked) : null;
      return {
        ...freshnessOf(identity),
        from: new Date(fromMs).toISOString(),
        to: new Date(toMs).toISOString(),
        intervals: spans.map(toInterval),
        partitions: parts === null ? null : parts.courses.map(toCourse),
        omittedPartitions: parts?.omitted ?? 0,
      };
    });
  },
});

const toCourse = ({ topic, partition, spans }: PartitionCourse) => ({
  topic,
  partition,
  intervals: spans.map(toInterval),
});

const toInterval = ({ fromMs, toMs, status }: StatusSpan): StatusInterval => ({
  from: new Date(fromMs).toISOString(),
  to: new Date(toMs).toISOString(),
  status,
});
