import { z } from 'zod';
import { defineKind } from '../kind.ts';
import { partitionSetSchema, partitionsInWords, topicsOf } from '../partition-set.ts';
import { brokersNamed, counted, groupName, listed, type Phrase, plural, say, topicName } from '../phrase.ts';

const aboutTopic = z.object({ topic: z.string() });
const ofTopic = ({ topic }: { topic: string }) => ({ topics: [topic] });

const reassignmentStage = z.enum(['begun', 'ended', 'cancelled']);
export type ReassignmentStage = z.infer<typeof reassignmentStage>;

const replicas = z.object({
  /** Events of versions before it was told have none. */
  stage: reassignmentStage.default('ended'),
  partitions: partitionSetSchema,
  /** The first of them: the replicas before the reassignment, and those there are now, all of those on the move while it lasts. */
  listed: z.array(z.object({ topic: z.string(), partition: z.int(), from: z.array(z.int()), to: z.array(z.int()) })),
});

const truncation = aboutTopic.extend({
  partitions: z.array(
    z.object({
      partition: z.int(),
      /** The end before and now, decimal strings: offsets from `to` up to `from` are gone. */
      from: z.string(),
      to: z.string(),
      epochBefore: z.int().nullable(),
      epochAfter: z.int().nullable(),
    }),
  ),
  partitionCount: z.int(),
  /** Groups that had committed past the new end. */
  groups: z.array(z.string()),
  groupCount: z.int(),
});

const configChange = z.object({
  topics: z.array(z.string()),
  topicCount: z.int(),
  changes: z.array(z.object({ name: z.string(), from: z.string().nullable(), to: z.string().nullable() })),
});

/** Topics: their coming and going, shape, data and settings. */
export const TOPIC_KINDS = {
  'topic-created': defineKind({
    data: aboutTopic.extend({ partitions: z.int(), replicationFactor: z.int() }),
    severity: 'info',
    subjects: ofTopic,
    words: ({ topic, partitions, replicationFactor }) =>
      say`Topic ${topicName(topic)} was created: ${plural(partitions, 'partition')}, replication factor ${replicationFactor}`,
  }),
  'topic-deleted': defineKind({
    data: aboutTopic,
    severity: 'warning',
    subjects: ofTopic,
    words: ({ topic }) => say`Topic ${topicName(topic)} was deleted`,
  }),
  'topic-recreated': defineKind({
    data: aboutTopic.extend({ partitions: z.int() }),
    severity: 'warning',
    subjects: ofTopic,
    words: ({ topic, partitions }) =>
      say`Topic ${topicName(topic)} was deleted and created anew with ${plural(partitions, 'partition')}: its history begins again`,
  }),
  'partitions-added': defineKind({
    data: aboutTopic.extend({ from: z.int(), to: z.int() }),
    severity: 'warning',
    subjects: ofTopic,
    words: ({ topic, from, to }) =>
      say`Topic ${topicName(topic)} grew from ${from} to ${plural(to, 'partition')}: keys map to other partitions now`,
  }),
  'replicas-changed': defineKind({
    data: replicas,
    severity: 'info',
    subjects: ({ partitions, listed: moved }) => ({
      topics: topicsOf(partitions),
      brokers: [...new Set(moved.flatMap(({ from, to }) => [...from, ...to]))],
    }),
    words: ({ stage, partitions, listed: moved }) => {
      const [first] = moved;
      const only = partitions.count === 1 ? first : undefined;
      switch (stage) {
        case 'begun': {
          const added = moved.flatMap(({ from, to }) => to.filter((id) => !from.includes(id)));
          return say`Reassignment of ${partitionsInWords(partitions)} began: ${copiedTo([...new Set(added)])}`;
        }
        case 'cancelled':
          return say`Reassignment of ${partitionsInWords(partitions)} was cancelled${only ? `: the replicas stay on brokers ${inBrackets(only.to)}` : ''}`;
        case 'ended':
          return say`Replicas of ${partitionsInWords(partitions)} were reassigned ${only ? `from brokers ${inBrackets(only.from)} to ${inBrackets(only.to)}` : 'to other brokers'}`;
      }
    },
  }),
  'log-truncated': defineKind({
    data: truncation,
    severity: 'critical',
    subjects: ({ topic, groups }) => ({ topics: [topic], groups }),
    words: ({ topic, partitions, partitionCount, groups, groupCount }) => {
      const [first] = partitions;
      const what =
        partitionCount === 1 && first
          ? say`Log of ${topicName(topic)} ${first.partition} truncated: ${offsetsLost(first)}`
          : say`Log of ${plural(partitionCount, 'partition')} of ${topicName(topic)} truncated: ${partitions
              .slice(0, 3)
              .map((one) => `${one.partition} (${offsetsLost(one)})`)
              .join('; ')}${partitionCount > 3 ? '; ...' : ''}`;
      return say`${what}${aheadNow(groups, groupCount)}`;
    },
  }),
  'topic-config-changed': defineKind({
    data: configChange,
    severity: 'info',
    subjects: ({ topics }) => ({ topics }),
    words: ({ topics, topicCount, changes }) => {
      const [only] = topics;
      const what = changes.map(({ name, from, to }) => `${name} from ${shown(from)} to ${shown(to)}`);
      const where =
        topicCount === 1 && only !== undefined ? say`topic ${topicName(only)}` : say`${plural(topicCount, 'topic')}`;
      return say`Configuration of ${where} changed: ${listed(what)}`;
    },
  }),
};

const inBrackets = (ids: readonly number[]): string => `[${ids.join(', ')}]`;

const copiedTo = (brokers: readonly number[]): string =>
  brokers.length === 0
    ? 'replicas leave'
    : `copies are made on ${brokersNamed([...brokers].sort((one, other) => one - other))}`;

const shown = (value: string | null): string => (value === null || value === '' ? 'nothing' : value);

function offsetsLost({ from, to, epochBefore, epochAfter }: z.infer<typeof truncation>['partitions'][number]): string {
  const epochs = epochBefore === null || epochAfter === null ? '' : `, leader epoch ${epochBefore} to ${epochAfter}`;
  return `offsets ${counted(BigInt(to))} to ${counted(BigInt(from) - 1n)} lost${epochs}`;
}

function aheadNow(groups: readonly string[], groupCount: number): Phrase[] {
  const [only] = groups;
  if (groupCount === 0 || only === undefined) return [];
  if (groupCount === 1) return say`. Group ${groupName(only)} had committed past the new end`;
  return say`. ${plural(groupCount, 'group')} had committed past the new end, ${groupName(only)} among them`;
}
