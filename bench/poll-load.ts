import { createTopicsV7, metadataV12 } from '@platformatic/kafka';
import { type Admin, Kafka, logLevel, type Producer } from 'kafkajs';
import { type Committer, connectTo, openCommitter } from './committer.ts';

/** The load of a poll bench: topics with partitions, and groups that each have commits on some of the topics. */
export interface LoadShape {
  topics: number;
  partitionsPerTopic: number;
  groups: number;
  topicsPerGroup: number;
}

export interface PollLoad {
  groupPartitions: number;
  /** Moves every committed offset and every log end on by one or more. */
  advance(): Promise<void>;
  close(): Promise<void>;
}

const PREFIX = 'bench.';
const topicName = (index: number) => `${PREFIX}topic-${index}`;
const groupName = (index: number) => `${PREFIX}group-${index}`;
const GROUPS_IN_FLIGHT = 50;

/** Makes the topics and groups (or finds those of a run before) and gives the means to keep all of them moving. */
export async function openPollLoad(bootstrap: string, shape: LoadShape): Promise<PollLoad> {
  const kafka = new Kafka({ clientId: 'bench-load', brokers: bootstrap.split(','), logLevel: logLevel.ERROR });
  const admin = kafka.admin();
  await admin.connect();
  await createTopics(bootstrap, shape);
  await leadersOfAll(admin, shape);
  const producer = kafka.producer({ allowAutoTopicCreation: false });
  await producer.connect();
  const committer = await openCommitter(
    bootstrap,
    Array.from({ length: shape.groups }, (_, index) => groupName(index)),
  );
  let round = 0;
  return {
    groupPartitions: shape.groups * shape.topicsPerGroup * shape.partitionsPerTopic,
    async advance() {
      round++;
      await produceEverywhere(producer, shape, round);
      await commitEverywhere(committer, shape, BigInt(round));
    },
    async close() {
      committer.close();
      await Promise.all([producer.disconnect(), admin.disconnect()]);
    },
  };
}

async function createTopics(bootstrap: string, { topics, partitionsPerTopic }: LoadShape): Promise<void> {
  const [first = ''] = bootstrap.split(',');
  const connection = await connectTo(first);
  const metadata = await metadataV12.api.async(connection, null, false, false);
  const present = new Set(metadata.topics.map(({ name }) => name));
  connection.socket.destroy();
  const missing = Array.from({ length: topics }, (_, index) => topicName(index)).filter((name) => !present.has(name));
  const controller = await connectTo(first);
  for (let from = 0; from < missing.length; from += 50) {
    const wanted = missing.slice(from, from + 50).map((name) => ({
      name,
      numPartitions: partitionsPerTopic,
      replicationFactor: 1,
      assignments: [],
      configs: [
        { name: 'segment.bytes', value: '1048576' },
        { name: 'retention.bytes', value: '1048576' },
      ],
    }));
    await createTopicsV7.api.async(controller, wanted, 60_000, false);
  }
  controller.socket.destroy();
}

/** Waits until every partition has a leader. */
async function leadersOfAll(admin: Admin, { topics }: LoadShape): Promise<void> {
  const names = Array.from({ length: topics }, (_, index) => topicName(index));
  const deadline = Date.now() + 120_000;
  for (;;) {
    const metadata = await admin.fetchTopicMetadata({ topics: names }).catch(() => null);
    const ready = metadata?.topics.every(({ partitions }) => partitions.every(({ leader }) => leader >= 0));
    if (ready && metadata?.topics.length === topics) return;
    if (Date.now() > deadline) throw new Error('the topics of the load did not get their leaders');
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

async function produceEverywhere(producer: Producer, { topics, partitionsPerTopic }: LoadShape, round: number) {
  const topicMessages = Array.from({ length: topics }, (_, index) => ({
    topic: topicName(index),
    messages: Array.from({ length: partitionsPerTopic }, (_, partition) => ({ partition, value: `round ${round}` })),
  }));
  await producer.sendBatch({ topicMessages, acks: 1 });
}

async function commitEverywhere(committer: Committer, shape: LoadShape, round: bigint): Promise<void> {
  const commitsOf = (index: number) =>
    Array.from({ length: shape.topicsPerGroup }, (_, nth) => ({
      topic: topicName((index * shape.topicsPerGroup + nth) % shape.topics),
      partitions: shape.partitionsPerTopic,
      offset: round - 1n,
    }));
  for (let from = 0; from < shape.groups; from += GROUPS_IN_FLIGHT) {
    const until = Math.min(shape.groups, from + GROUPS_IN_FLIGHT);
    const group = Array.from({ length: until - from }, (_, nth) => from + nth);
    await Promise.all(group.map((index) => committer.commit(groupName(index), commitsOf(index))));
  }
}
