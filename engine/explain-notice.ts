import { z } from 'zod';
import { groupCauses } from '#lib/causes/group-causes.ts';
import { causeRules } from '#lib/causes/rules.ts';
import { statusRulesOf } from '#lib/collector/status-rules.ts';
import type { ClusterConfig } from '#lib/config/cluster-config.ts';
import type { Database } from '#lib/db/database.ts';
import { textOf } from '#lib/lag/causes/sentence.ts';
import { threePollsMs } from '#lib/lag/three-polls.ts';
import type { Notice } from '#lib/notify/notice.ts';
import { groupIdOf } from '#lib/views/history-ids.ts';

/** What a cluster's configuration says of causes. */
type Explained = Pick<
  ClusterConfig,
  'name' | 'pollIntervalMs' | 'statusRules' | 'statusRulesOfGroups' | 'causeWindowMs' | 'usualAfterMs'
>;

const clusterRow = z.object({ id: z.int() });

/**
 * The first cause of the worst incident of a notice, as the group page has it for that instant; null where there is none. Throws a
 * DatabaseError.
 */
export async function explainNotice(
  database: Database,
  clusters: readonly Explained[],
  patienceMs: number,
  { cluster: name, incidents: [worst], at }: Notice,
): Promise<string | null> {
  const cluster = clusters.find((one) => one.name === name);
  const group = worst?.group ?? null;
  if (cluster === undefined || group === null) return null;
  const [row] = await database.query('select id from cluster where name = $1', [name], clusterRow);
  const groupId = row === undefined ? null : await groupIdOf(database, row.id, group);
  if (row === undefined || groupId === null) return null;
  const rules = causeRules(threePollsMs(cluster.pollIntervalMs, patienceMs), statusRulesOf(cluster)(group), cluster);
  const query = { clusterId: row.id, groupId, group, atMs: Date.parse(at) };
  const { causes } = await groupCauses(database, query, rules);
  const [first] = causes;
  return first === undefined ? null : textOf(first.says);
}
