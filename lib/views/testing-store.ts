import type { Database } from '#lib/db/database.ts';
import { acquireLease } from '#lib/db/lease.ts';
import type { PollWrite } from '#lib/history/contract.ts';
import { createPollWriter } from '#lib/history/writer.ts';

/** Writes polls as the engine does; each at an instant of its own. */
export interface TestStore {
  clusterId: number;
  write(poll: PollWrite): Promise<void>;
}

/** The store of one cluster in a test database. */
export async function testStore(db: Database, clusterName: string): Promise<TestStore> {
  const writer = await createPollWriter(db, clusterName);
  const lease = await acquireLease(db, { clusterId: writer.clusterId, holder: 'test', ttlMs: 600_000 });
  if (lease === null) throw new Error(`somebody else holds the lease of ${clusterName}`);
  return {
    clusterId: writer.clusterId,
    async write(poll) {
      const report = await writer.write(poll, lease);
      if (report.outcome !== 'written') throw new Error(`the poll was not written: ${report.outcome}`);
    },
  };
}
