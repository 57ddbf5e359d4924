import type { Database } from '#lib/db/database.ts';
import { type ClusterMemory, emptyMemory } from './memory.ts';

/** Memory as the process before left it in the store, so that "since" and last known lags survive a restart. */
export async function warmMemory(_database: Database, _clusterId: number, _nowMs: number): Promise<ClusterMemory> {
  return emptyMemory();
}
