import type { Database } from '#lib/db/database.ts';
import { DAY_MS } from '#lib/history/hours.ts';
import type { PollRange } from '#lib/history/read/polls.ts';
import { subscriptionsOf } from '#lib/history/read/subscriptions.ts';
import { isBehind, latelyFromMs } from '#lib/lag/causes/behind.ts';
import type { Evidence, PartitionEvidence } from '#lib/lag/causes/evidence.ts';
import { groupFlowOf } from '#lib/lag/causes/group-flow.ts';
import { laggingFromMs, stallAfterMs, type UsualGaps } from '#lib/lag/status/rules.ts';
import { partitionEvidence, withoutLeftOut } from './partition-evidence.ts';
import { readAgeing } from './read-ageing.ts';
import { readBatchPattern } from './read-batch.ts';
import { readGroup, readSubscriptions, type StoredSubscription } from './read-group.ts';
import { readHappenings } from './read-happenings.ts';
import { readReplication } from './read-replication.ts';
import { readStanding } from './read-standing.ts';
import { readTrails } from './read-trails.ts';
import { readUsualProduceRate } from './read-usual.ts';
import type { CauseRules } from './rules.ts';

const GAP_DAYS = 7;
const SILENCES = 2;
const SNAPSHOT = { isolation: 'repeatable read', readOnly: true } as const;

export interface EvidenceQuery {
  clusterId: number;
  groupId: number;
  group: string;
  /** The moment that is asked about. */
  atMs: number;
}

/**
 * What is stored of a group around a moment; null where no poll of the time just before it is. What is usual, and what is so of
 * batches, is read where it can explain something alone.
 */
export async function readEvidence(db: Database, query: EvidenceQuery, rules: CauseRules): Promise<Evidence | null> {
  const { clusterId, groupId, group } = query;
  const now = await readGroup(db, groupId);
  const stored = await readSubscriptions(db, groupId);
  const subscriptions = await subscriptionsOf(db, groupId);
  const gaps = gapsOf(stored, query.atMs);
  const silentFromMs = stallAfterMs(rules.status, gaps, rules.threePollsMs);
  const window = windowOf(query, silentFromMs, rules);
  const { atMs: instants, trails } = await db.transaction((tx) => readTrails(tx, window, subscriptions), SNAPSHOT);
  const [fromMs, atMs] = [instants[0], instants.at(-1)];
  if (fromMs === undefined || atMs === undefined || query.atMs - atMs > rules.threePollsMs) return null;

  const counted = withoutLeftOut(trails, stored);
  const flow = groupFlowOf(
    instants,
    counted.map(({ trail }) => trail),
  );
  const { withoutMembersAtTimes, ...standing } = await readStanding(db, groupId, atMs, now);
  const topicIds = subscriptions.map(({ topicId }) => topicId);
  const replication = await readReplication(db, { clusterId, atMs }, topicIds);
  const positions = { atMs, latelyFromMs: latelyFromMs(fromMs, atMs), earlierMs: atMs - rules.threePollsMs };
  const partitions = counted.map((one) => partitionEvidence(one, positions, stored, replication));
  const topics = [...new Set(counted.map(({ topic }) => topic))];
  const happenings = await readHappenings(db, { clusterId, group, topics, fromMs: atMs - rules.eventsMs, atMs });

  const evidence: Evidence = {
    atMs,
    windowFromMs: fromMs,
    threePollsMs: rules.threePollsMs,
    silentFromMs,
    behindFromMs: Math.max(rules.threePollsMs, laggingFromMs(rules.status, gaps)),
    ...standing,
    partitions,
    flow,
    ...happenings,
    oldest: await readAgeing(db, groupId, atMs, partitions),
    usualProduceRate: null,
    batch: null,
  };
  if (withoutMembersAtTimes && partitions.some(hasLag)) {
    evidence.batch = await readBatchPattern(db, { clusterId, groupId, atMs }, rules);
  }
  if (partitions.some((one) => isBehind(one, evidence))) {
    const read = new Set(topics);
    const topicIds = subscriptions.flatMap(({ topic, topicId }) => (read.has(topic) ? topicId : []));
    const usual = { clusterId, topicIds, toMs: fromMs };
    evidence.usualProduceRate = await db.transaction((tx) => readUsualProduceRate(tx, usual, rules), SNAPSHOT);
  }
  return evidence;
}

const hasLag = ({ lag }: PartitionEvidence): boolean => (lag ?? 0) > 0;

/** Gaps between commits of the subscription that commits least often. */
function gapsOf(stored: readonly StoredSubscription[], atMs: number): UsualGaps {
  const sinceDay = Math.floor(atMs / DAY_MS) - GAP_DAYS;
  const most = (values: number[]) => (values.length === 0 ? null : Math.max(...values));
  const longest = stored.flatMap(({ gaps }) => gaps.longestByDay.flatMap(([day, ms]) => (day > sinceDay ? ms : [])));
  return { medianMs: most(stored.flatMap(({ gaps }) => gaps.medianMs ?? [])), longestMs: most(longest) };
}

/** Wide enough to see two silences of the length that means something. */
function windowOf({ clusterId, atMs }: EvidenceQuery, silentFromMs: number, rules: CauseRules): PollRange {
  const wideMs = Math.max(rules.windowMs, Math.min(rules.widestWindowMs, SILENCES * silentFromMs));
  return { clusterId, fromMs: atMs - wideMs, toMs: atMs + 1 };
}
