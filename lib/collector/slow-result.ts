import type { LocalStart } from '#lib/kafka/ends.ts';
import type { Outcome } from '#lib/kafka/failure.ts';
import type { BrokerLogs } from '#lib/kafka/log-dirs.ts';
import type { TopicConfig } from '#lib/kafka/topic-configs.ts';
import type { OpenTransaction } from '#lib/kafka/transactions.ts';
import { type ClusterMemory, partitionKey, type SlowBeatResult } from './memory.ts';

/** What the polls know to be there. */
export type LiveCluster = Pick<ClusterMemory, 'topics' | 'brokers'>;

/** A partition whose last stable offset stands still behind an open transaction. */
export interface HeldBackPartition {
  topic: string;
  partition: number;
  leader: number | null;
}

/** Topic ids by name. */
export type TopicIds = ReadonlyMap<string, string>;

/** The partitionKey of whatever names a partition. */
export const keyOf = ({ topic, partition }: { topic: string; partition: number }) => partitionKey(topic, partition);

/** The topic ids of what the polls know. */
export const topicIdsOf = ({ topics }: Pick<LiveCluster, 'topics'>): TopicIds =>
  new Map([...topics].map(([name, { key }]) => [name, key.kafkaTopicId]));

/** The result without the topics and brokers that are gone, and without transactions that hold nothing back any more. */
export function withoutGone(
  { configs, brokerBytes, partitionBytes, localStarts, transactions, offsetsRetentionMs }: SlowBeatResult,
  { topics, brokers }: LiveCluster,
  heldBack: readonly HeldBackPartition[],
): SlowBeatResult {
  const topicIds = new Set(topicIdsOf({ topics }).values());
  const waitedFor = new Set(heldBack.map(keyOf));
  const isLiveTopic = (topicId: string) => topicIds.has(topicId);
  const isLiveBroker = (brokerId: number) => brokers.has(brokerId);
  const ofLiveTopics = kept(partitionBytes, isLiveTopic);
  const allLive = [...brokerBytes.keys()].every(isLiveBroker);
  return {
    configs: kept(configs, isLiveTopic),
    brokerBytes: kept(brokerBytes, isLiveBroker),
    partitionBytes: allLive
      ? ofLiveTopics
      : new Map([...ofLiveTopics].map(([topicId, byBroker]) => [topicId, kept(byBroker, isLiveBroker)])),
    localStarts: kept(localStarts, isLiveTopic),
    transactions: kept(transactions, (key) => waitedFor.has(key)),
    offsetsRetentionMs,
  };
}

function kept<Key, Value>(map: Map<Key, Value>, isKept: (key: Key) => boolean): Map<Key, Value> {
  return [...map.keys()].every(isKept) ? map : new Map([...map].filter(([key]) => isKept(key)));
}

/**
 * The result with what was answered about these topics' settings. A refusal is an answer, kept until the next one; that a
 * broker has not heard of the topic yet is none.
 */
export function withConfigs(
  result: SlowBeatResult,
  topicIds: TopicIds,
  answers: ReadonlyMap<string, Outcome<TopicConfig[]>>,
): SlowBeatResult {
  const configs = new Map(result.configs);
  for (const [name, answer] of answers) {
    const topicId = topicIds.get(name);
    if (topicId === undefined || (!answer.ok && answer.failure.code === 'UNKNOWN_TOPIC_OR_PARTITION')) continue;
    configs.set(topicId, answer);
  }
  return { ...result, configs };
}

/** The result with the sizes that these brokers told; a broker that did not answer keeps those it told last. */
export function withSizes(
  result: SlowBeatResult,
  topicIds: TopicIds,
  told: ReadonlyMap<number, BrokerLogs>,
): SlowBeatResult {
  const brokerBytes = new Map(result.brokerBytes);
  const partitionBytes: SlowBeatResult['partitionBytes'] = new Map();
  for (const [topicId, byBroker] of result.partitionBytes) {
    const ofOthers = kept(byBroker, (brokerId) => !told.has(brokerId));
    if (ofOthers.size > 0) partitionBytes.set(topicId, new Map(ofOthers));
  }
  for (const [brokerId, logs] of told) {
    brokerBytes.set(brokerId, logs.totalBytes);
    for (const [name, partitions] of logs.partitionBytes) {
      const topicId = topicIds.get(name);
      if (topicId === undefined) continue;
      const byBroker = partitionBytes.get(topicId) ?? new Map<number, Map<number, bigint>>();
      partitionBytes.set(topicId, byBroker.set(brokerId, partitions));
    }
  }
  return { ...result, brokerBytes, partitionBytes };
}

/**
 * The result with the local log starts that leaders told. Of a partition whose leader did not answer, the one told last stands.
 */
export function withLocalStarts(
  result: SlowBeatResult,
  topicIds: TopicIds,
  told: readonly LocalStart[],
): SlowBeatResult {
  if (told.length === 0) return result;
  const localStarts = new Map(result.localStarts);
  for (const [name, ofTopic] of Map.groupBy(told, ({ topic }) => topic)) {
    const topicId = topicIds.get(name);
    if (topicId === undefined) continue;
    const answered = ofTopic.map((one): [number, LocalStart] => [one.partition, one]);
    localStarts.set(topicId, new Map([...(localStarts.get(topicId) ?? []), ...answered]));
  }
  return { ...result, localStarts };
}

/** The result with what the leaders told of the partitions in `answered`: a transaction, a refusal (null), or nothing. */
export function withTransactions(
  result: SlowBeatResult,
  answered: readonly { topic: string; partition: number }[],
  told: ReadonlyMap<string, OpenTransaction | null>,
): SlowBeatResult {
  const stale = new Set(answered.map(keyOf));
  return { ...result, transactions: new Map([...kept(result.transactions, (key) => !stale.has(key)), ...told]) };
}
