import { z } from 'zod';
import type { Database, Transaction } from '#lib/db/database.ts';
import { machineRulesOf } from '../machine-rules.ts';
import { namedBy } from '../named-by.ts';
import { METRICS, type MetricName } from '../rule.ts';
import type { RuleDefinition } from '../rule-schema.ts';
import { askGroups } from './ask-groups.ts';
import { deletionsOf } from './deletions.ts';
import type { Found, PreviewPlace, Work } from './part.ts';
import { pastOf } from './past.ts';
import { clusterFirings } from './past-cluster.ts';
import type { GroupOf } from './past-groups.ts';
import { NOT_BEGUN, Replay } from './replay.ts';
import { walkGroups } from './walk-groups.ts';

export interface PreviewQuery {
  cluster: { id: number; name: string };
  rule: RuleDefinition;
  fromMs: number;
  toMs: number;
  /** Null: from the beginning. */
  place: PreviewPlace | null;
  /** No more is begun once so long has gone by. */
  budgetMs: number;
  /** "3 polls" are at least this long. */
  patienceMs: number;
}

/** When a rule would have fired for some of what it is over. */
export interface PreviewPart extends Found {
  /** What was looked at: whole polls are kept from here on, */
  fromMs: number;
  /** and of large groups the last hours are not looked at before they are sealed. */
  toMs: number;
  over: 'groups' | 'cluster';
  /** Groups that the rule is over. */
  groups: number;
  doubts: PreviewDoubt[];
}

/** Why there is no preview of a rule. */
export type NoPreview = 'not-by-poll' | 'changes-only' | 'one-time' | 'no-history';

/** What the history does not tell as exactly as a poll does. */
export type PreviewDoubt = 'time-lag-from-ends' | 'commit-gaps-of-now' | 'members-by-change' | 'losses-not-seen';

/** Of more partitions polls that are not sealed take too long. */
const MOST_TAIL_PARTITIONS = 500;

const PREVIEWED: ReadonlySet<MetricName> = new Set([
  'lag',
  'time-lag',
  'status',
  'no-members',
  'no-data',
  'brokers-down',
  'broker-down',
]);
const ONE_TIME: ReadonlySet<MetricName> = new Set(['log-truncated', 'cluster-id-changed']);

/** Why the history does not tell enough of a metric; null where it does. */
export function noPreviewOf({ condition: { metric } }: RuleDefinition): NoPreview | null {
  if (PREVIEWED.has(metric)) return null;
  if (ONE_TIME.has(metric)) return 'one-time';
  // Of replicas the events have what changed.
  return METRICS[metric].over === 'groups' ? 'not-by-poll' : 'changes-only';
}

const groupRow = z.object({ id: z.int(), name: z.string(), partitions: z.int() });

/**
 * When a rule would have fired, by the machine that judges it, over the history of the groups that are there now: of as much as the
 * budget allows. Null where nothing of that time is kept. Throws a DatabaseError.
 */
export async function previewRule(database: Database, query: PreviewQuery): Promise<PreviewPart | null> {
  return database.transaction((tx) => previewIn(tx, query), { isolation: 'repeatable read', readOnly: true });
}

async function previewIn(tx: Transaction, query: PreviewQuery): Promise<PreviewPart | null> {
  const { cluster, rule, budgetMs, patienceMs } = query;
  const { metric } = rule.condition;
  const beganMs = performance.now();
  const { over } = METRICS[metric];
  const groups = over !== 'groups' ? [] : await groupsOf(tx, cluster.id, rule);
  const partitions = groups.reduce((sum, group) => sum + group.partitions, 0);
  const hasTail = metric === 'status' || metric === 'no-members' || partitions <= MOST_TAIL_PARTITIONS;
  const past = await pastOf(tx, { clusterId: cluster.id, fromMs: query.fromMs, toMs: query.toMs, patienceMs, hasTail });
  if (past === null) return null;
  const rules = machineRulesOf(rule, past.intervalMs);
  const goneAt = over === 'groups' ? await deletionsOf(tx, past) : () => [];
  const newReplay: Work['newReplay'] = (target, { saved, atMs } = { saved: NOT_BEGUN, atMs: past.fromMs }) =>
    new Replay(rules, (one, other) => one > other, {
      saved,
      goneAtMs: goneAt(target).filter((goneMs) => goneMs >= atMs),
    });
  const work: Work = { tx, rule, past, newReplay, isOver: () => performance.now() - beganMs >= budgetMs };
  const isByPartition = (metric === 'lag' || metric === 'time-lag') && !isBySums(rule);
  const found =
    over !== 'groups'
      ? { targets: await clusterFirings(work), looked: 0, next: null }
      : await (isByPartition ? walkGroups : askGroups)(work, groups, query.place);
  const fromMs = Math.max(past.fromMs, query.fromMs);
  return {
    fromMs,
    toMs: past.toMs,
    over: over === 'groups' ? 'groups' : 'cluster',
    groups: groups.length,
    ...found,
    targets: found.targets.flatMap((target) => {
      // Whole hours are looked at: what was over before is not asked for.
      const firings = target.firings.filter(({ resolvedAtMs }) => resolvedAtMs === null || resolvedAtMs > fromMs);
      return firings.length === 0 ? [] : [{ ...target, firings }];
    }),
    doubts: doubtsOf(rule),
  };
}

/** Sums are kept of each poll, with the last known lag of what it did not see: enough unless that is what a rule is about. */
const isBySums = ({ condition: { metric, aggregation }, noData }: RuleDefinition): boolean =>
  metric === 'lag' && aggregation !== 'worst-partition' && noData.policy === 'keep';

function doubtsOf(rule: RuleDefinition): PreviewDoubt[] {
  const { metric, commitGaps } = rule.condition;
  if (isBySums(rule)) return ['losses-not-seen'];
  if (metric === 'no-members') return ['members-by-change'];
  if (metric !== 'time-lag') return [];
  return commitGaps > 0 ? ['time-lag-from-ends', 'commit-gaps-of-now'] : ['time-lag-from-ends'];
}

async function groupsOf(tx: Transaction, clusterId: number, rule: RuleDefinition): Promise<GroupOf[]> {
  const all = await tx.query(
    `select group_id as id, name, total_partitions as partitions from group_now where cluster_id = $1 order by name`,
    [clusterId],
    groupRow,
  );
  return namedBy(rule.groups, all);
}
