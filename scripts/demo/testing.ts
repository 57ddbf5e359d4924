import { Admin, Consumer, type Group, type GroupBase, type RecordsBatch } from '@platformatic/kafka';

/** One partition as its leader and its group see it. */
export interface ObservedPartition {
  readonly partition: number;
  readonly logStart: bigint;
  readonly lastStable: bigint;
  readonly highWatermark: bigint;
  /** Undefined without a commit. */
  readonly committed: bigint | undefined;
  /** High watermark - committed; undefined without a commit. */
  readonly lag: number | undefined;
}

/** The client lists classic groups alone unless told otherwise. */
const GROUP_TYPES = ['classic', 'consumer', 'streams', 'share'];

const EARLIEST = -2n;
const LATEST = -1n;
const READ_UNCOMMITTED = 0;
const READ_COMMITTED = 1;
const FETCH_BYTES = 4_000_000;

/** Looks at a demo from outside: by another client than the demo's own, and without a group. */
export class Observer {
  readonly #admin: Admin;
  readonly #reader: Consumer;
  readonly #name: (plain: string) => string;

  constructor(brokers: readonly string[], name: (plain: string) => string) {
    const base = { clientId: 'demo-observer', bootstrapBrokers: [...brokers] };
    this.#admin = new Admin(base);
    this.#reader = new Consumer({ ...base, groupId: name('observer-that-never-joins') });
    this.#name = name;
  }

  async close(): Promise<void> {
    await this.#reader.close(true);
    await this.#admin.close();
  }

  /** Gives what the brokers list of a group: its type, state and protocol. */
  async listed(group: string): Promise<GroupBase | undefined> {
    return (await this.#admin.listGroups({ types: GROUP_TYPES })).get(this.#name(group));
  }

  /** Gives a classic group with its members. */
  async described(group: string): Promise<Group> {
    const id = this.#name(group);
    const found = (await this.#admin.describeGroups({ groups: [id] })).get(id);
    if (found === undefined) throw new Error(`group ${id} is not there`);
    return found;
  }

  /** Gives the partitions which members of a classic group have, by client id. */
  async assigned(group: string, topic: string): Promise<Map<string, readonly number[]>> {
    const { members } = await this.described(group);
    return new Map(
      [...members.values()].map((member) => [
        member.clientId,
        member.assignments?.get(this.#name(topic))?.partitions ?? [],
      ]),
    );
  }

  /** Gives the partitions of a topic, with what a group committed. */
  async partitions(topic: string, group = 'observer-that-never-joins'): Promise<ObservedPartition[]> {
    const committed = await this.#committed(group, topic);
    const [logStarts, lastStables, highWatermarks] = await Promise.all([
      this.#offsets(topic, EARLIEST, READ_UNCOMMITTED),
      this.#offsets(topic, LATEST, READ_COMMITTED),
      this.#offsets(topic, LATEST, READ_UNCOMMITTED),
    ]);
    return [...highWatermarks]
      .toSorted(([a], [b]) => a - b)
      .map(([partition, highWatermark]) => {
        const commit = committed.get(partition);
        return {
          partition,
          logStart: logStarts.get(partition) ?? 0n,
          lastStable: lastStables.get(partition) ?? 0n,
          highWatermark,
          committed: commit,
          lag: commit === undefined ? undefined : Number(highWatermark - commit),
        };
      });
  }

  /** Gives the replicas of each partition. */
  async replicas(topic: string): Promise<number[][]> {
    const metadata = await this.#metadata(topic);
    return metadata.partitions.map((partition) => partition.replicas);
  }

  async brokerIds(): Promise<number[]> {
    return [...(await this.#admin.metadata({ topics: [] })).brokers.keys()];
  }

  async config(topic: string, key: string): Promise<string | null | undefined> {
    const [resource] = await this.#admin.describeConfigs({
      resources: [{ resourceType: 2, resourceName: this.#name(topic), configurationKeys: [key] }],
    });
    return resource?.configs.find((entry) => entry.name === key)?.value;
  }

  /** Gives the batches of a partition from an offset on, control batches included, as far as they are committed. */
  async batches(topic: string, partition: number, from: bigint): Promise<RecordsBatch[]> {
    const metadata = await this.#metadata(topic);
    const leader = metadata.partitions[partition]?.leader ?? -1;
    const wanted = {
      partition,
      currentLeaderEpoch: -1,
      fetchOffset: from,
      lastFetchedEpoch: -1,
      partitionMaxBytes: FETCH_BYTES,
    };
    const response = await this.#reader.fetch({
      node: leader,
      topics: [{ topicId: metadata.id, partitions: [wanted] }],
      maxWaitTime: 100,
    });
    return response.responses.flatMap((answer) => answer.partitions.flatMap((answered) => answered.records ?? []));
  }

  async #metadata(topic: string) {
    const name = this.#name(topic);
    const metadata = await this.#admin.metadata({ topics: [name], forceUpdate: true });
    const found = metadata.topics.get(name);
    if (found === undefined) throw new Error(`topic ${name} is not there`);
    return found;
  }

  async #committed(group: string, topic: string): Promise<Map<number, bigint>> {
    const [found] = await this.#admin.listConsumerGroupOffsets({ groups: [this.#name(group)] });
    const partitions = found?.topics.find((one) => one.name === this.#name(topic))?.partitions ?? [];
    return new Map(partitions.map((one) => [one.partitionIndex, one.committedOffset]));
  }

  async #offsets(topic: string, timestamp: bigint, isolationLevel: 0 | 1): Promise<Map<number, bigint>> {
    const { partitionsCount } = await this.#metadata(topic);
    const partitions = Array.from({ length: partitionsCount }, (_, partitionIndex) => ({ partitionIndex, timestamp }));
    const [listed] = await this.#admin.listOffsets({
      topics: [{ name: this.#name(topic), partitions }],
      isolationLevel,
    });
    return new Map((listed?.partitions ?? []).map((one) => [one.partitionIndex, one.offset]));
  }
}

/** Gives the lag of a group over the partitions with a commit. */
export function totalLag(partitions: readonly ObservedPartition[]): number {
  return partitions.reduce((sum, { lag }) => sum + (lag ?? 0), 0);
}

/** Gives the sum of what a group committed. */
export function totalCommitted(partitions: readonly ObservedPartition[]): bigint {
  return partitions.reduce((sum, { committed }) => sum + (committed ?? 0n), 0n);
}
