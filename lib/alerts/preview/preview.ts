import { z } from 'zod';
import type { Database, Transaction } from '#lib/db/database.ts';
import { brokerCourses } from '#lib/history/read/broker-courses.ts';
import { pollInstants } from '#lib/history/read/columns.ts';
import { subscriptionsOfAll } from '#lib/history/read/subscriptions.ts';
import { machineRulesOf } from '../machine-rules.ts';
import { matches } from '../patterns.ts';
import { METRICS, type MetricName } from '../rule.ts';
import type { RuleDefinition } from '../rule-schema.ts';
import { thresholdsOfAll } from '../threshold.ts';
import { type Past, pastOf } from './past.ts';
import { replayBrokersDown, replayDowntime } from './past-brokers.ts';
import { type GroupOf, hoursAtOnce, partitionPast, type Within } from './past-groups.ts';
import { type LagTarget, replayLag } from './past-lag.ts';
import { replayOutages } from './past-outages.ts';
import { memberFirings, statusFirings, type TargetFirings } from './past-statuses.ts';
import { Replay, type SavedReplay } from './replay.ts';
import { walk } from './walk.ts';

/** Where a part of a preview begins. */
export interface PreviewPlace {
  /** The group after which it goes on; null: with the first one. */
  after: string | null;
  /** In the middle of the group that comes then; null: at its beginning. */
  within: Within | null;
}

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
export interface PreviewPart {
  /** What was looked at: whole polls are kept from here on, */
  fromMs: number;
  /** and of large groups the last hours are not looked at before they are sealed. */
  toMs: number;
  over: 'groups' | 'cluster';
  /** Groups that the rule is over. */
  groups: number;
  /** Of these, looked at to the end now. */
  looked: number;
  /** Those targets for which it would have fired, with what is over of it by now: the same target may come again in the next part. */
  targets: TargetFirings[];
  doubts: PreviewDoubt[];
  /** Where the next part goes on; null: that was all. */
  next: PreviewPlace | null;
}

/** Why there is no preview of a rule. */
export type NoPreview = 'not-by-poll' | 'changes-only' | 'one-time' | 'no-history';

/** What the history does not tell as exactly as a poll does. */
export type PreviewDoubt = 'time-lag-from-ends' | 'commit-gaps-of-now' | 'members-by-change';

/** Looked at in one go. */
const BATCH = 20;
const MOST_BATCH_PARTITIONS = 5_000;
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
  const { metric, aggregation } = rule.condition;
  const beganMs = performance.now();
  const { over } = METRICS[metric];
  const groups = over !== 'groups' ? [] : await groupsOf(tx, cluster.id, rule);
  const partitions = groups.reduce((sum, group) => sum + group.partitions, 0);
  const hasTail = metric === 'status' || metric === 'no-members' || partitions <= MOST_TAIL_PARTITIONS;
  const past = await pastOf(tx, { clusterId: cluster.id, fromMs: query.fromMs, toMs: query.toMs, patienceMs, hasTail });
  if (past === null) return null;
  const rules = machineRulesOf(rule, past.intervalMs);
  const newReplay = (saved?: SavedReplay) => new Replay(rules, (one, other) => one > other, saved);
  const work: Work = { tx, rule, past, newReplay, isOver: () => performance.now() - beganMs >= budgetMs };
  // Sums are kept of each poll, with the last known lag of what it did not see: enough unless that is what a rule is about.
  const isBySums = metric === 'lag' && aggregation !== 'worst-partition' && rule.noData.policy === 'keep';
  const isByPartition = (metric === 'lag' || metric === 'time-lag') && !isBySums;
  const found =
    over !== 'groups'
      ? { targets: await clusterFirings(work), looked: 0, next: null }
      : await (isByPartition ? walkGroups : askGroups)(work, groups, query.place);
  return {
    fromMs: Math.max(past.fromMs, query.fromMs),
    toMs: past.toMs,
    over: over === 'groups' ? 'groups' : 'cluster',
    groups: groups.length,
    ...found,
    targets: found.targets.filter(({ firings }) => firings.length > 0),
    doubts: doubtsOf(rule),
  };
}

function doubtsOf({ condition: { metric, commitGaps } }: RuleDefinition): PreviewDoubt[] {
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
  return all.filter(({ name }) => matches(rule.groups, name));
}

/** What one part works with. */
interface Work {
  tx: Transaction;
  rule: RuleDefinition;
  past: Past;
  newReplay: (saved?: SavedReplay) => Replay;
  isOver: () => boolean;
}

type Found = Pick<PreviewPart, 'targets' | 'looked' | 'next'>;

const leftOf = (groups: readonly GroupOf[], place: PreviewPlace | null): readonly GroupOf[] => {
  const after = place?.after ?? null;
  return after === null ? groups : groups.filter(({ name }) => name > after);
};

/** Groups some at a time, each to its end. */
async function askGroups(work: Work, groups: readonly GroupOf[], place: PreviewPlace | null): Promise<Found> {
  const left = leftOf(groups, place);
  const { tx, rule, past, newReplay } = work;
  const { metric } = rule.condition;
  const firingsOf = metric === 'status' ? statusFirings : metric === 'no-members' ? memberFirings : sumFirings;
  const targets: TargetFirings[] = [];
  let looked = 0;
  while (looked < left.length && (looked === 0 || !work.isOver())) {
    const batch = left.slice(looked, looked + BATCH);
    targets.push(...(await firingsOf(tx, batch, rule, past, newReplay)));
    looked += batch.length;
  }
  const last = left[looked - 1];
  return { targets, looked, next: looked < left.length && last ? { after: last.name, within: null } : null };
}

async function sumFirings(
  tx: Transaction,
  groups: readonly GroupOf[],
  { topics, condition }: RuleDefinition,
  past: Past,
  newReplay: () => Replay,
): Promise<TargetFirings[]> {
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
  return targets.map(({ group, topic, replay }) => ({ group, topic, broker: null, firings: replay.firings }));
}

/** Groups one after the other, hour by hour: a part may end in the middle of one. */
async function walkGroups(work: Work, groups: readonly GroupOf[], place: PreviewPlace | null): Promise<Found> {
  const left = leftOf(groups, place);
  const found: Found = { targets: [], looked: 0, next: null };
  let within = place?.within ?? null;
  while (found.looked < left.length) {
    const batch = batchFrom(left.slice(found.looked), within === null ? BATCH : 1);
    within = await walkBatch(work, batch, within, found);
    if (within !== null || (found.looked < left.length && work.isOver())) {
      found.next = { after: left[found.looked - 1]?.name ?? place?.after ?? null, within };
      return found;
    }
  }
  return found;
}

function batchFrom(groups: readonly GroupOf[], most: number): GroupOf[] {
  const batch: GroupOf[] = [];
  let partitions = 0;
  for (const group of groups.slice(0, most)) {
    partitions += group.partitions;
    if (batch.length > 0 && partitions > MOST_BATCH_PARTITIONS) break;
    batch.push(group);
  }
  return batch;
}

const NOT_BEGUN: SavedReplay = { state: null, open: null };

/** Takes the groups of a batch to their end one after the other, until the budget is used up; gives where it is, in the middle of one. */
async function walkBatch(
  work: Work,
  batch: readonly GroupOf[],
  from: Within | null,
  into: Found,
): Promise<Within | null> {
  const { tx, rule, past, newReplay, isOver } = work;
  const resumed = from !== null && from.group === batch[0]?.name ? from : null;
  const told = await partitionPast(tx, batch, rule, past, resumed?.topic === null ? resumed.atMs : past.fromMs);
  for (const { name: group } of batch) {
    let goesOn = group === resumed?.group ? resumed : null;
    for (const [index, target] of told.targets.entries()) {
      const { topic } = target;
      // What comes before it was looked at in a part before this one.
      if (target.group !== group || (goesOn !== null && (topic ?? '') < (goesOn.topic ?? ''))) continue;
      const { atMs, saved } = goesOn?.topic === topic ? goesOn : { atMs: past.fromMs, saved: NOT_BEGUN };
      const replay = newReplay(saved);
      const hourAt = (hourMs: number) => told.hourAt(index, hourMs);
      const steps = { past, replay, hourAt, look: told.look(target), mostHours: hoursAtOnce(target.partitions, past) };
      const endMs = await walk(steps, Math.max(atMs, past.fromMs), isOver);
      goesOn = null;
      if (endMs < past.toMs) {
        const { over, saved: savedNow } = replay.save();
        into.targets.push({ group, topic, broker: null, firings: over });
        return { group, topic, atMs: endMs, saved: savedNow };
      }
      into.targets.push({ group, topic, broker: null, firings: replay.firings });
      const next = told.targets[index + 1];
      if (next?.group === group && isOver()) {
        return { group, topic: next.topic, atMs: past.fromMs, saved: NOT_BEGUN };
      }
    }
    into.looked += 1;
    if (isOver()) return null;
  }
  return null;
}

/** Of a cluster, or its brokers, by the polls that are stored, those of which it is known that no broker answered, and the events. */
async function clusterFirings({ tx, rule, past, newReplay }: Work): Promise<TargetFirings[]> {
  const { clusterId, sealedToMs, toMs } = past;
  const limits = { fire: rule.condition.threshold, clear: rule.condition.clearThreshold };
  const sealed = past.hours.flatMap(({ atMs }) => [...atMs]);
  const tail = sealedToMs < toMs ? await pollInstants(tx, { clusterId, fromMs: sealedToMs, toMs }) : [];
  const polls = { stored: [...sealed, ...tail], unseen: past.unseen };
  const replayed = (broker: number | null, run: (replay: Replay) => void): TargetFirings => {
    const replay = newReplay();
    run(replay);
    return { group: null, topic: null, broker, firings: replay.firings };
  };
  if (rule.condition.metric === 'no-data') {
    return [replayed(null, (replay) => replayOutages(polls.stored, polls.unseen, limits, replay))];
  }
  const courses = await brokerCourses(tx, past);
  if (rule.condition.metric === 'brokers-down') {
    return [replayed(null, (replay) => replayBrokersDown(courses, polls, limits, replay))];
  }
  return [...courses].map(([broker, course]) =>
    replayed(broker, (replay) => replayDowntime(course, polls, limits, replay)),
  );
}
