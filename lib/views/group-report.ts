import { z } from 'zod';
import type { GroupRow } from '#lib/api/schemas/groups.ts';
import { groupCauses } from '#lib/causes/group-causes.ts';
import { type CauseSettings, causeRules } from '#lib/causes/rules.ts';
import type { Database } from '#lib/db/database.ts';
import type { Cause } from '#lib/lag/causes/cause.ts';
import type { StatusRules } from '#lib/lag/status/rules.ts';
import type { Severity } from '#lib/lag/status/status.ts';
import { threePollsMs } from '#lib/lag/three-polls.ts';
import { freshness, type StalenessLimits } from './freshness.ts';
import { GROUP_ORDERS } from './group-orders.ts';
import { GROUP_ROW_COLUMNS, groupRowColumns, toGroupRow } from './group-row.ts';
import { orderBy } from './keyset.ts';

/** Looking for causes reads history: beyond so many groups in trouble the page of the group has them. */
const MOST_EXPLAINED = 20;

/** A group with its status, and why it is in trouble. */
export interface ReportedGroup extends GroupRow {
  severity: Severity;
  /** The best explanation first; of a calm group none, unless it was asked for. */
  causes: Cause[];
}

/** How the groups of a cluster are, as of its newest poll. */
export interface GroupReport {
  observedAt: string | null;
  /** What is told is too old to be trusted, or nothing at all is known. */
  stale: boolean;
  /** The worst first. */
  groups: ReportedGroup[];
}

export interface GroupReportQuery extends StalenessLimits {
  clusterId: number;
  /** One group alone; null: all of them. */
  group: string | null;
  /** The thresholds of the statuses of a group. */
  statusRulesOf(group: string): StatusRules;
  /** Where causes are looked for; undefined of a cluster that is not configured any more. */
  causes: CauseSettings | undefined;
  now: Date;
}

/** The report of a cluster, all of it from one snapshot of the database. */
export async function groupReport(database: Database, query: GroupReportQuery): Promise<GroupReport> {
  return database.transaction(
    async (tx) => {
      const [cluster] = await tx.query(CLUSTER_SQL, [query.clusterId], clusterSchema);
      if (cluster === undefined) return { observedAt: null, stale: true, groups: [] };
      const snapshot: Database = { ...database, ...tx, transaction: (work) => work(tx) };
      const rows = await tx.query(GROUPS_SQL, [query.clusterId, query.group], rowSchema);
      const threePolls = threePollsMs(cluster.intervalMs, query.patienceMs);
      const groups: ReportedGroup[] = [];
      for (const row of rows) {
        const told = toGroupRow(row);
        const severity = told.severity ?? 'calm';
        const isExplained = query.group !== null || (severity !== 'calm' && groups.length < MOST_EXPLAINED);
        const about = { clusterId: query.clusterId, groupId: row.group_id, group: row.name, atMs: cluster.pollId };
        const rules = causeRules(threePolls, query.statusRulesOf(row.name), query.causes);
        const { causes } = isExplained ? await groupCauses(snapshot, about, rules) : { causes: [] };
        groups.push({ ...told, severity, causes });
      }
      return { ...freshness(cluster.observedAt, cluster.intervalMs, query.now, query), groups };
    },
    { isolation: 'repeatable read', readOnly: true },
  );
}

const CLUSTER_SQL = `
  select poll_id as "pollId", observed_at as "observedAt", (health->>'intervalMs')::int as "intervalMs"
    from cluster_now where cluster_id = $1`;
const clusterSchema = z.object({
  pollId: z.bigint().transform(Number),
  observedAt: z.date().nullable(),
  intervalMs: z.int(),
});

const GROUPS_SQL = `
  select group_id, ${GROUP_ROW_COLUMNS} from group_now
   where cluster_id = $1 and ($2::text is null or name = $2)
   ${orderBy(GROUP_ORDERS.danger)}`;
const rowSchema = groupRowColumns.extend({ group_id: z.int() });
