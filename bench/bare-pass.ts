/**
 * The least any monitor must ask of a cluster, as the yardstick of the product's poll: ListGroups of every broker;
 * OffsetFetch with all groups of a coordinator in one request; ListOffsets for log start, high watermark and last stable
 * offset, one request per leader each. Requests of one phase are in flight together, answers are decoded by the client's
 * modules, nothing is kept. Imports nothing of the product.
 */
import { Connection, listGroupsV5, listOffsetsV9, metadataV12, offsetFetchV9 } from '@platformatic/kafka';

type OffsetsTopics = Parameters<typeof listOffsetsV9.api.async>[3];
type Isolation = Parameters<typeof listOffsetsV9.api.async>[2];

const EARLIEST = -2n;
const LATEST = -1n;
const UNCOMMITTED = 0 as Isolation;
const COMMITTED = 1 as Isolation;

export interface BarePass {
  /** One pass; gives the number of requests and of committed offsets decoded. */
  run(): Promise<{ requests: number; committed: number }>;
  close(): void;
}

/** Connects to every broker and asks once who leads what; that is not part of a pass. */
export async function openBarePass(bootstrap: { host: string; port: number }): Promise<BarePass> {
  const first = await connect(bootstrap);
  const metadata = await metadataV12.api.async(first, null, false, false);
  first.socket.destroy();
  const connections = new Map<number, Connection>();
  for (const broker of metadata.brokers) connections.set(broker.nodeId, await connect(broker));
  const byLeader = new Map<number, OffsetsTopics>();
  for (const topic of metadata.topics) {
    for (const { leaderId, leaderEpoch, partitionIndex } of topic.partitions) {
      const topics = byLeader.get(leaderId) ?? [];
      byLeader.set(leaderId, topics);
      const last = topics.at(-1);
      const entry = last && last.name === topic.name ? last : { name: topic.name ?? '', partitions: [] };
      if (entry !== last) topics.push(entry);
      entry.partitions.push({ partitionIndex, currentLeaderEpoch: leaderEpoch, timestamp: LATEST });
    }
  }

  async function run() {
    let requests = 0;
    const listings = await Promise.all(
      [...connections].map(async ([brokerId, connection]) => {
        requests++;
        const { groups } = await listGroupsV5.api.async(connection, [], []);
        return { brokerId, groupIds: groups.map(({ groupId }) => groupId) };
      }),
    );
    const commits = await Promise.all(
      listings.map(async ({ brokerId, groupIds }) => {
        const connection = connections.get(brokerId);
        if (!connection || groupIds.length === 0) return 0;
        requests++;
        const asked = groupIds.map((groupId) => ({ groupId, memberId: null, memberEpoch: -1, topics: null }));
        const { groups } = await offsetFetchV9.api.async(connection, asked, false);
        return groups.reduce(
          (sum, { topics }) => sum + topics.reduce((n, { partitions }) => n + partitions.length, 0),
          0,
        );
      }),
    );
    await Promise.all(
      [...byLeader].flatMap(([leader, topics]) => {
        const connection = connections.get(leader);
        if (!connection) return [];
        requests += 3;
        const ask = (isolation: Isolation, timestamp: bigint) =>
          listOffsetsV9.api.async(
            connection,
            -1,
            isolation,
            topics.map(({ name, partitions }) => ({ name, partitions: partitions.map((p) => ({ ...p, timestamp })) })),
          );
        return [ask(UNCOMMITTED, EARLIEST), ask(UNCOMMITTED, LATEST), ask(COMMITTED, LATEST)];
      }),
    );
    return { requests, committed: commits.reduce((sum, n) => sum + n, 0) };
  }

  return {
    run,
    close() {
      for (const connection of connections.values()) connection.socket.destroy();
    },
  };
}

async function connect({ host, port }: { host: string; port: number }): Promise<Connection> {
  const connection = new Connection('bare-pass', { maxInflights: 20 });
  connection.on('error', () => undefined);
  await connection.connect(host, port);
  return connection;
}
