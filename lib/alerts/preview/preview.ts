import { z } from 'zod';
import type { Database, Transaction } from '#lib/db/database.ts';
import { hourOf } from '#lib/history/hours.ts';
import { unsealedFrom } from '#lib/history/read/hours.ts';
import { pollInterval } from '#lib/history/read/interval.ts';
import { pollsBegin } from '#lib/history/read/polls-begin.ts';
import { sealedHoursBetween } from '#lib/history/read/sealed-hours.ts';
import { readGroupStatus } from '#lib/history/read/statuses.ts';
import { subscriptionsOfAll } from '#lib/history/read/subscriptions.ts';
import { threePollsMs } from '#lib/lag/three-polls.ts';
import { machineRulesOf } from '../machine-rules.ts';
import { matches } from '../patterns.ts';
import { badnessOf } from '../reading.ts';
import type { RuleDefinition } from '../rule-schema.ts';
import { thresholdsOfAll } from '../threshold.ts';
import { type LagTarget, type Past, replayLag } from './past-lag.ts';
import { type Firing, Replay } from './replay.ts';

export interface PreviewQuery {
  cluster: { id: number; name: string };
  rule: RuleDefinition;
  fromMs: number;
  toMs: number;
  /** The group after which it goes on; null: from the first one. */
  after: string | null;
  /** No more groups are begun once so long has gone by. */
  budgetMs: number;
  /** "3 polls" are at least this long. */
  patienceMs: number;
}

/** When a rule would have fired for some of the groups that it is over. */
export interface PreviewPart {
  /** What was looked at: whole polls are kept from here on, */
  fromMs: number;
  /** and of large groups the last hours are not looked at before they are sealed. */
  toMs: number;
  /** Groups that the rule is over. */
  groups: number;
  /** Of these, looked at now. */
  looked: number;
  /** Those of them for which it would have fired. */
  targets: { group: string; topic: string | null; firings: Firing[] }[];
  /** The group after which the next part goes on; null: that was all. */
  next: string | null;
}

/** Why there is no preview of a rule. */
export type NoPreview = 'metric' | 'aggregation' | 'no-history';

/** Looked at in one go. */
const BATCH = 20;
/** Of more partitions polls that are not sealed take too long. */
const MOST_TAIL_PARTITIONS = 500;

/** What the history of a metric does not tell; null where it tells all. */
export function noPreviewOf({ condition: { metric, aggregation } }: RuleDefinition): NoPreview | null {
  if (metric === 'status') return null;
  if (metric !== 'lag') return 'metric';
  return aggregation === 'worst-partition' ? 'aggregation' : null;
}

const groupRow = z.object({ id: z.int(), name: z.string(), partitions: z.int() });

/**
 * When a rule would have fired, by the machine that judges it, over the history of the groups that are there now: of as many as the
 * budget allows. Null where nothing of that time is kept. Throws a DatabaseError.
 */
export async function previewRule(database: Database, query: PreviewQuery): Promise<PreviewPart | null> {
  return database.transaction((tx) => previewIn(tx, query), { isolation: 'repeatable read', readOnly: true });
}

async function previewIn(tx: Transaction, query: PreviewQuery): Promise<PreviewPart | null> {
  const { cluster, rule, after, budgetMs } = query;
  const beganMs = performance.now();
  const all = await tx.query(
    `select group_id as id, name, total_partitions as partitions from group_now where cluster_id = $1 order by name`,
    [cluster.id],
    groupRow,
  );
  const groups = all.filter(({ name }) => matches(rule.groups, name));
  const intervalMs = await pollInterval(tx, cluster.id);
  const past = await pastOf(tx, query, groups, intervalMs);
  if (past === null) return null;
  const left = after === null ? groups : groups.filter(({ name }) => name > after);
  const rules = machineRulesOf(rule, intervalMs);
  const newReplay = () => new Replay(rules, (one, other) => one > other);
  const targets: PreviewPart['targets'] = [];
  let looked = 0;
  while (looked < left.length && (looked === 0 || performance.now() - beganMs < budgetMs)) {
    const batch = left.slice(looked, looked + BATCH);
    const seen =
      rule.condition.metric === 'status'
        ? await statusFirings(tx, batch, rule, past, { intervalMs, newReplay })
        : await lagFirings(tx, batch, rule, past, newReplay);
    targets.push(...seen.filter(({ firings }) => firings.length > 0));
    looked += batch.length;
  }
  const last = left[looked - 1];
  const { toMs } = past;
  return {
    fromMs: Math.max(past.fromMs, query.fromMs),
    toMs,
    groups: groups.length,
    looked,
    targets,
    next: looked < left.length ? (last?.name ?? null) : null,
  };
}

type GroupOf = z.infer<typeof groupRow>;

async function pastOf(
  tx: Transaction,
  { cluster, rule, patienceMs, ...asked }: PreviewQuery,
  groups: readonly GroupOf[],
  intervalMs: number,
): Promise<Past | null> {
  const begin = await pollsBegin(tx, cluster.id);
  if (begin === null) return null;
  const carryMs = threePollsMs(intervalMs, patienceMs);
  // Whole hours, as they are sealed.
  const fromMs = hourOf(Math.max(asked.fromMs, begin.getTime()));
  const sealedToMs = await unsealedFrom(tx, { clusterId: cluster.id, fromMs, toMs: asked.toMs });
  const partitions = groups.reduce((sum, group) => sum + group.partitions, 0);
  const hasTail = rule.condition.metric === 'status' || partitions <= MOST_TAIL_PARTITIONS;
  const toMs = hasTail ? asked.toMs : sealedToMs;
  if (fromMs >= toMs) return null;
  const hours = await sealedHoursBetween(tx, { clusterId: cluster.id, fromMs, toMs: sealedToMs });
  return { clusterId: cluster.id, fromMs, sealedToMs, toMs, hours, carryMs };
}

async function lagFirings(
  tx: Transaction,
  groups: readonly GroupOf[],
  { topics, condition }: RuleDefinition,
  past: Past,
  newReplay: () => Replay,
): Promise<PreviewPart['targets']> {
  const targets: LagTarget[] = [];
  const byGroup = await subscriptionsOfAll(
    tx,
    groups.map(({ id }) => id),
  );
  for (const { id, name: group } of groups) {
    const subscriptions = (byGroup.get(id) ?? []).filter(({ topic }) => matches(topics, topic));
    if (condition.aggregation !== 'per-topic') {
      targets.push({ group, topic: null, subscriptions, replay: newReplay() });
      continue;
    }
    // A topic that was recreated is the same one to whoever reads its name.
    for (const [topic, ofTopic] of Map.groupBy(subscriptions, (one) => one.topic)) {
      targets.push({ group, topic, subscriptions: ofTopic, replay: newReplay() });
    }
  }
  const limits = thresholdsOfAll(condition);
  if (limits === null) throw new Error('the limits of lag are the same for every group');
  await replayLag(tx, targets, past, limits);
  return targets.map(({ group, topic, replay }) => ({ group, topic, firings: replay.firings }));
}

async function statusFirings(
  tx: Transaction,
  groups: readonly GroupOf[],
  { condition }: RuleDefinition,
  { fromMs, toMs }: Past,
  { intervalMs, newReplay }: { intervalMs: number; newReplay: () => Replay },
): Promise<PreviewPart['targets']> {
  const { fire = Infinity } = thresholdsOfAll(condition) ?? {};
  const targets: PreviewPart['targets'] = [];
  for (const { id, name: group } of groups) {
    const replay = newReplay();
    for (const span of await readGroupStatus(tx, { groupId: id, fromMs, toMs })) {
      const polls = Math.max(1, Math.ceil((span.toMs - span.fromMs) / intervalMs));
      const instants = Float64Array.from({ length: polls }, (_, poll) => span.fromMs + poll * intervalMs);
      const bad = span.status === null || span.status === 'NO_DATA' ? null : badnessOf(span.status);
      const truth = bad === null ? (span.status === null ? 'none' : 'unknown') : bad > fire ? 'true' : 'false';
      replay.hold(instants, { truth, isClear: truth === 'false', value: null });
    }
    targets.push({ group, topic: null, firings: replay.firings });
  }
  return targets;
}
