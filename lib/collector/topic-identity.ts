import { createHash } from 'node:crypto';
import { NOT_OBSERVED, type TopicKey } from '#lib/history/contract.ts';
import type { PartitionMetadata, TopicMetadata } from '#lib/kafka/metadata.ts';
import { EndTrail } from '#lib/lag/end-trail.ts';
import { LogStartMoves } from '#lib/lag/loss/log-start-moves.ts';
import type { ClusterMemory, TopicMemory } from './memory.ts';
import { TopicFlow } from './topic-flow.ts';

/**
 * Takes the topics of a full answer into memory (semantics: kafka, section 1): new ones begin, recreated ones begin anew.
 * Absent ones are dropped, and forgotten with the second answer in a row without them: until then it may be that this
 * broker had not heard of them yet.
 */
export function rememberTopics(memory: ClusterMemory, topics: Map<string, TopicMetadata>, nowMs: number): void {
  const absent = new Map([...memory.topics].filter(([name]) => !topics.has(name)));
  for (const name of absent.keys()) memory.topics.delete(name);
  for (const [name, metadata] of topics) {
    const before = memory.topics.get(name) ?? memory.absentTopics.get(name);
    if (before && isSameTopic(before, metadata)) {
      before.metadata = withoutDeposedLeaders(before.metadata, metadata);
      before.idOnWire ??= metadata.topicId;
      growTo(before, metadata.partitions.length, nowMs);
      memory.topics.set(name, before);
    } else {
      memory.topics.set(name, beginTopic(name, metadata, nowMs));
    }
  }
  memory.absentTopics = absent;
}

/** Brokers that give no id (before 2.8, and the old ones while a cluster is upgraded) say nothing of another topic. */
const isSameTopic = ({ idOnWire }: TopicMemory, { topicId }: TopicMetadata): boolean =>
  topicId === null || idOnWire === null || topicId === idOnWire;

/** A topic as it is when first seen. Without an id from the brokers it gets one of our own, another one each time. */
export function beginTopic(name: string, metadata: TopicMetadata, nowMs: number): TopicMemory {
  const partitions = metadata.partitions.length;
  const key: TopicKey = { name, kafkaTopicId: metadata.topicId ?? ownTopicId(name, nowMs) };
  return {
    key,
    hasKafkaId: metadata.topicId !== null,
    idOnWire: metadata.topicId,
    metadata,
    replication: [],
    lastStable: unobserved(partitions),
    lastStableSinceMs: new Float64Array(partitions).fill(nowMs),
    transactional: false,
    flow: new TopicFlow(),
    trail: new EndTrail(),
    ends: {
      logStart: unobserved(partitions),
      highWatermark: unobserved(partitions),
      readAtEpoch: new Int32Array(partitions).fill(-1),
    },
    logStartMoves: new LogStartMoves(),
    localStart: null,
  };
}

function growTo(topic: TopicMemory, partitions: number, nowMs: number): void {
  if (topic.lastStable.length >= partitions) return;
  const since = new Float64Array(partitions).fill(nowMs);
  since.set(topic.lastStableSinceMs);
  const readAtEpoch = new Int32Array(partitions).fill(-1);
  readAtEpoch.set(topic.ends.readAtEpoch);
  topic.lastStable = grown(topic.lastStable, partitions);
  topic.lastStableSinceMs = since;
  topic.ends = {
    logStart: grown(topic.ends.logStart, partitions),
    highWatermark: grown(topic.ends.highWatermark, partitions),
    readAtEpoch,
  };
}

const unobserved = (partitions: number) => new BigInt64Array(partitions).fill(NOT_OBSERVED);

function grown(values: BigInt64Array, partitions: number): BigInt64Array {
  const longer = unobserved(partitions);
  longer.set(values);
  return longer;
}

/** A broker that lags behind may still name the leader before the one we know, by its older epoch. */
function withoutDeposedLeaders(before: TopicMetadata, after: TopicMetadata): TopicMetadata {
  const known = (partition: PartitionMetadata) => before.partitions[partition.partition];
  const isOld = (partition: PartitionMetadata) =>
    partition.leaderEpoch >= 0 && partition.leaderEpoch < (known(partition)?.leaderEpoch ?? -1);
  if (!after.partitions.some(isOld)) return after;
  return { ...after, partitions: after.partitions.map((one) => (isOld(one) ? (known(one) ?? one) : one)) };
}

function ownTopicId(name: string, sinceMs: number): string {
  const hex = createHash('sha256').update(`tidemark topic ${name} since ${sinceMs}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
