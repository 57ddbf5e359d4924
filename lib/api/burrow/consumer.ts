import { type BurrowConsumer, readBurrowConsumer } from '#lib/views/burrow-consumer.ts';
import type { RequestContext } from '../context.ts';
import { currentCluster } from '../current-cluster.ts';
import { KeptConsumers } from './kept-consumers.ts';

/**
 * A group as Burrow would have it, as of the newest poll; read once for a poll, however many ask. Null where there is none. Throws
 * CLUSTER_NOT_FOUND or CLUSTER_STALE.
 */
export async function burrowConsumer(
  context: RequestContext,
  cluster: string,
  group: string,
): Promise<BurrowConsumer | null> {
  const state = await currentCluster(context, cluster);
  const { consumers, ...rules } = context.burrow;
  const kept = await consumers.get(state, async () => new KeptConsumers());
  const poll = { clusterId: state.id, pollMs: state.pollId, intervalMs: state.health.intervalMs };
  return kept.get(group, () => readBurrowConsumer(context.database, poll, group, rules));
}
