import {
  Connection,
  createTopicsV7,
  deleteGroupsV2,
  deleteRecordsV2,
  deleteTopicsV6,
  findCoordinatorV6,
  metadataV12,
  offsetCommitV9,
  offsetDeleteV0,
  produceV11,
} from '@platformatic/kafka';
import { until } from '#scripts/local/wait.ts';

const GROUP_KEY = 0;
const TIMEOUT_MS = 10_000;
const PATIENCE_MS = 30_000;
const LEADER_ACKS = 1;

interface Address {
  host: string;
  port: number;
}

/** What tests do to a real Kafka: topics, records and commits, by plain requests to the broker that each belongs to. */
export class TestKafka {
  readonly #addresses: ReadonlyMap<number, Address>;
  readonly #connections = new Map<number, Promise<Connection>>();

  /** Talks to the brokers at these addresses, whatever their Metadata says. */
  constructor(addresses: ReadonlyMap<number, Address>) {
    this.#addresses = addresses;
  }

  /** Talks to the brokers that one of them names. */
  static async of([first]: Address[]): Promise<TestKafka> {
    if (!first) throw new Error('no broker given');
    const connection = await open(first);
    const { brokers } = await metadataV12.api.async(connection, [], false, false);
    connection.socket.destroy();
    return new TestKafka(new Map(brokers.map(({ nodeId, host, port }) => [nodeId, { host, port }])));
  }

  get brokerIds(): number[] {
    return [...this.#addresses.keys()];
  }

  /** Creates a topic; `replicas` names the brokers of each partition, preferred leader first. Comes back when all have leaders. */
  async createTopic(name: string, replicas: number[][], configs: Record<string, string> = {}): Promise<void> {
    const wanted = {
      name,
      numPartitions: -1,
      replicationFactor: -1,
      assignments: replicas.map((brokerIds, partitionIndex) => ({ partitionIndex, brokerIds })),
      configs: Object.entries(configs).map(([key, value]) => ({ name: key, value })),
    };
    await createTopicsV7.api.async(await this.#any(), [wanted], TIMEOUT_MS, false);
    await until(async () => (await this.leadersOf(name).catch(() => [null])).every((id) => id !== null) || undefined, {
      what: `leaders of ${name}`,
      timeoutMs: PATIENCE_MS,
    });
  }

  async deleteTopics(names: string[]): Promise<void> {
    const topics = names.map((name) => ({ name }));
    await deleteTopicsV6.api.async(await this.#any(), topics, TIMEOUT_MS);
  }

  /** The leader of each partition, null where there is none. */
  async leadersOf(topic: string): Promise<(number | null)[]> {
    const { topics } = await metadataV12.api.async(await this.#any(), [topic], false, false);
    const partitions = topics[0]?.partitions ?? [];
    if (partitions.length === 0) throw new Error(`${topic} is not there yet`);
    return partitions
      .toSorted((a, b) => a.partitionIndex - b.partitionIndex)
      .map(({ leaderId }) => (leaderId < 0 ? null : leaderId));
  }

  /** Appends `count` records to one partition, by its leader `brokerId` alone. */
  async append(brokerId: number, topic: string, partition: number, count: number): Promise<void> {
    const records = Array.from({ length: count }, (_, index) => ({
      topic,
      partition,
      value: Buffer.from(`record ${index}`),
    }));
    await produceV11.api.async(await this.connectionTo(brokerId), LEADER_ACKS, TIMEOUT_MS, records, {});
  }

  /** Deletes what lies before `offset`, so that the log starts there. */
  async deleteRecords(brokerId: number, topic: string, partition: number, offset: bigint): Promise<void> {
    const wanted = [{ name: topic, partitions: [{ partitionIndex: partition, offset }] }];
    await deleteRecordsV2.api.async(await this.connectionTo(brokerId), wanted, TIMEOUT_MS);
  }

  /** The broker that coordinates a group; waits while it is being found. */
  coordinatorOf(groupId: string): Promise<number> {
    return until(
      async () => {
        const answer = await findCoordinatorV6.api.async(await this.#any(), GROUP_KEY, [groupId]).catch(() => null);
        const [found] = answer?.coordinators ?? [];
        return found && found.errorCode === 0 ? found.nodeId : undefined;
      },
      { what: `the coordinator of ${groupId}`, timeoutMs: PATIENCE_MS },
    );
  }

  /** Commits as tools do, without joining; index = partition, null leaves one out. */
  async commit(groupId: string, topic: string, offsets: (bigint | null)[], coordinator?: number): Promise<void> {
    const brokerId = coordinator ?? (await this.coordinatorOf(groupId));
    const partitions = offsets.flatMap((committedOffset, partitionIndex) =>
      committedOffset === null
        ? []
        : [{ partitionIndex, committedOffset, committedLeaderEpoch: -1, committedMetadata: '' }],
    );
    await offsetCommitV9.api.async(await this.connectionTo(brokerId), groupId, -1, '', null, [
      { name: topic, partitions },
    ]);
  }

  /** Takes commits of a group without members away, as their retention does. */
  async deleteOffsets(groupId: string, topic: string, partitions: number[]): Promise<void> {
    const connection = await this.connectionTo(await this.coordinatorOf(groupId));
    const wanted = [{ name: topic, partitions: partitions.map((partitionIndex) => ({ partitionIndex })) }];
    await offsetDeleteV0.api.async(connection, groupId, wanted);
  }

  /** Deletes groups without members. */
  async deleteGroups(groupIds: string[]): Promise<void> {
    for (const groupId of groupIds) {
      await deleteGroupsV2.api.async(await this.connectionTo(await this.coordinatorOf(groupId)), [groupId]);
    }
  }

  /** The connection to one broker, opened anew where it broke. */
  async connectionTo(brokerId: number): Promise<Connection> {
    const known = await this.#connections.get(brokerId)?.catch(() => null);
    if (known?.isConnected()) return known;
    const address = this.#addresses.get(brokerId);
    if (!address) throw new Error(`no broker ${brokerId}`);
    const opened = open(address);
    this.#connections.set(brokerId, opened);
    return opened;
  }

  async close(): Promise<void> {
    for (const opened of this.#connections.values()) (await opened.catch(() => null))?.socket.destroy();
  }

  async #any(): Promise<Connection> {
    for (const brokerId of this.#addresses.keys()) {
      const connection = await this.connectionTo(brokerId).catch(() => null);
      if (connection) return connection;
    }
    throw new Error('no broker answers');
  }
}

async function open({ host, port }: Address): Promise<Connection> {
  const connection = new Connection('tidemark-test', { connectTimeout: 3_000, requestTimeout: TIMEOUT_MS });
  connection.on('error', () => undefined);
  await connection.connect(host, port);
  return connection;
}
