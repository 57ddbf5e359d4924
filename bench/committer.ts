import { Connection, findCoordinatorV6, offsetCommitV9, ResponseError } from '@platformatic/kafka';

/** One offset on every partition of a topic. */
export interface TopicCommit {
  topic: string;
  partitions: number;
  offset: bigint;
}

/** Commits for groups that have no members. */
export interface Committer {
  /** Comes back when the coordinator has taken it. */
  commit(group: string, commits: readonly TopicCommit[]): Promise<void>;
  close(): void;
}

/** Commits without joining: generation -1, as tools do. */
export async function openCommitter(bootstrap: string, groups: readonly string[]): Promise<Committer> {
  const coordinators = await coordinatorsOf(bootstrap, groups);
  const connections = new Map<string, Connection>();
  for (const address of new Set(coordinators.values())) connections.set(address, await connectTo(address));
  return {
    async commit(group, commits) {
      const connection = connections.get(coordinators.get(group) ?? '');
      if (!connection) throw new Error(`no coordinator for ${group}`);
      const topics = commits.map(({ topic, partitions, offset }) => ({
        name: topic,
        partitions: Array.from({ length: partitions }, (_, partitionIndex) => ({
          partitionIndex,
          committedOffset: offset,
          committedLeaderEpoch: -1,
          committedMetadata: null,
        })),
      }));
      await untilTaken(() => offsetCommitV9.api.async(connection, group, -1, '', null, topics));
    },
    close() {
      for (const connection of connections.values()) connection.socket.destroy();
    },
  };
}

/** Address of the coordinator of each group. */
async function coordinatorsOf(bootstrap: string, groups: readonly string[]): Promise<Map<string, string>> {
  const [first = ''] = bootstrap.split(',');
  const finder = await connectTo(first);
  const coordinators = new Map<string, string>();
  const pending = new Set(groups);
  while (pending.size > 0) {
    const found = await findCoordinatorV6.api.async(finder, 0, [...pending]).catch((error: unknown) => {
      if (error instanceof ResponseError) return null;
      throw error;
    });
    if (!found) await new Promise((resolve) => setTimeout(resolve, 250));
    for (const { key, host, port, errorCode } of found?.coordinators ?? []) {
      if (errorCode !== 0) continue;
      coordinators.set(key, `${host}:${port}`);
      pending.delete(key);
    }
  }
  finder.socket.destroy();
  return coordinators;
}

/** Right after topics were made, a coordinator may not have heard of them yet. */
async function untilTaken(commit: () => Promise<unknown>): Promise<void> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    try {
      await commit();
      return;
    } catch (error) {
      if (!(error instanceof ResponseError) || Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }
}

export async function connectTo(address: string): Promise<Connection> {
  const at = address.lastIndexOf(':');
  const connection = new Connection('bench-load', { maxInflights: 20, requestTimeout: 90_000 });
  connection.on('error', () => undefined);
  await connection.connect(address.slice(0, at), Number(address.slice(at + 1)));
  return connection;
}
