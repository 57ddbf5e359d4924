import { type Api, version } from './api-versions.ts';
import * as streamsGroupDescribeV0 from './codecs/streams-group-describe-v0.ts';
import { succeed } from './failure.ts';
import { hostOf, notDescribed } from './group-answers.ts';
import type { DescribeAnswer, StreamsTasks, Subtopology } from './groups.ts';
import type { AssignedTopic } from './member-protocol.ts';

/** Describes streams groups (KIP-1071): their members with tasks, and the topology these are of. */
export const DESCRIBE_STREAMS: Api<string[], DescribeAnswer> = {
  key: 89,
  name: 'StreamsGroupDescribe',
  versions: [
    version(0, (connection, groupIds) => streamsGroupDescribeV0.api.async(connection, groupIds), readStreamsGroups),
  ],
};

/**
 * The groups of an answer. Members subscribe to what the topology reads; they hold the partitions that their active tasks
 * read, as far as each topic has as many.
 */
export function readStreamsGroups(wire: streamsGroupDescribeV0.StreamsGroupDescribeAnswer): DescribeAnswer {
  const groups = wire.groups.map((group) => {
    if (group.errorCode !== 0) return { groupId: group.groupId, outcome: notDescribed(group) };
    const topology = group.topology?.subtopologies?.map(readSubtopology) ?? null;
    const read = topology && [...new Set(topology.flatMap(topicsOf))];
    const members = group.members.map((member) => {
      const tasks = readTasks(member.assignment);
      return {
        memberId: member.memberId,
        instanceId: member.instanceId || null,
        clientId: member.clientId,
        host: hostOf(member.clientHost),
        subscribed: read,
        assignment: partitionsOf(tasks, topology ?? []),
        tasks,
      };
    });
    const { groupState: state, groupEpoch: epoch } = group;
    return { groupId: group.groupId, outcome: succeed({ state, assignor: null, epoch, topology, members }) };
  });
  return { throttleTimeMs: wire.throttleTimeMs, groups };
}

const readSubtopology = (wire: streamsGroupDescribeV0.WireSubtopology): Subtopology => ({
  id: wire.subtopologyId,
  sourceTopics: wire.sourceTopics,
  repartitionSourceTopics: wire.repartitionSourceTopics,
  repartitionSinkTopics: wire.repartitionSinkTopics,
  changelogTopics: wire.stateChangelogTopics,
});

function readTasks({ activeTasks, standbyTasks, warmupTasks }: streamsGroupDescribeV0.WireTasks): StreamsTasks {
  const read = (tasks: streamsGroupDescribeV0.WireTaskIds[]) =>
    tasks.map(({ subtopologyId, partitions }) => ({ subtopology: subtopologyId, partitions }));
  return { active: read(activeTasks), standby: read(standbyTasks), warmup: read(warmupTasks) };
}

const topicsOf = ({ sourceTopics, repartitionSourceTopics }: Subtopology) => [
  ...sourceTopics,
  ...repartitionSourceTopics,
];

function partitionsOf({ active }: StreamsTasks, topology: Subtopology[]): AssignedTopic[] {
  const held = new Map<string, Set<number>>();
  for (const { subtopology, partitions } of active) {
    const part = topology.find(({ id }) => id === subtopology);
    for (const topic of part ? topicsOf(part) : []) {
      const ofTopic = held.get(topic) ?? new Set();
      held.set(topic, ofTopic);
      for (const partition of partitions) ofTopic.add(partition);
    }
  }
  return [...held].map(([topic, partitions]) => ({ topic, partitions: [...partitions].sort((a, b) => a - b) }));
}
