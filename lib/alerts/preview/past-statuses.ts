import type { Transaction } from '#lib/db/database.ts';
import { type MemberCount, memberCountsOf } from '#lib/history/read/member-counts.ts';
import { readGroupStatus, readPartitionStatuses, type StatusSpan } from '#lib/history/read/statuses.ts';
import type { Status } from '#lib/lag/status/status.ts';
import { isAll } from '../narrowed.ts';
import { matches } from '../patterns.ts';
import { badnessOf } from '../reading.ts';
import type { RuleDefinition } from '../rule-schema.ts';
import { type Thresholds, thresholdsOfAll } from '../threshold.ts';
import type { Work } from './part.ts';
import type { Past } from './past.ts';
import type { GroupOf } from './past-groups.ts';
import { holdPolls, NOTHING, type PollsSeen, pollsIn, UNKNOWN } from './polls.ts';
import type { Firing, PastSighting, Replay } from './replay.ts';
import { worstOf } from './worst-status.ts';

/** Firings of one target. */
export interface TargetFirings {
  group: string | null;
  topic: string | null;
  broker: number | null;
  firings: Firing[];
}

/** When a rule over the status of groups, or of their topics, would have fired, from one change of it to the next. */
export async function statusFirings(work: Work, groups: readonly GroupOf[]): Promise<TargetFirings[]> {
  const { tx, rule, past, newReplay } = work;
  const { fire = Infinity } = thresholdsOfAll(rule.condition) ?? {};
  const targets: TargetFirings[] = [];
  for (const group of groups) {
    for (const { topic, spans } of await statusesOf(tx, group, rule, past)) {
      const replay = newReplay({ group: group.name, topic });
      for (const { status, ...span } of spans) holdPolls(replay, past.polls, span, statusSighting(status, fire));
      targets.push({ group: group.name, topic, broker: null, firings: replay.firings });
    }
  }
  return targets;
}

function statusSighting(status: Status | null, fire: number): PastSighting {
  if (status === null) return NOTHING;
  if (status === 'NO_DATA') return UNKNOWN;
  const isBad = badnessOf(status) > fire;
  return { truth: isBad ? 'true' : 'false', isClear: !isBad, value: null };
}

/** How the status went of what a rule is over of a group: of all of it, or of those of its topics. */
async function statusesOf(
  tx: Transaction,
  { id: groupId }: GroupOf,
  { topics, condition }: RuleDefinition,
  { fromMs, toMs }: Past,
): Promise<{ topic: string | null; spans: StatusSpan[] }[]> {
  const query = { groupId, fromMs, toMs };
  if (condition.aggregation !== 'per-topic' && isAll(topics)) {
    return [{ topic: null, spans: await readGroupStatus(tx, query) }];
  }
  const { courses } = await readPartitionStatuses(tx, query, Number.POSITIVE_INFINITY);
  const meant = courses.filter(({ topic }) => matches(topics, topic));
  if (condition.aggregation !== 'per-topic') return [{ topic: null, spans: worstOf(meant.map(({ spans }) => spans)) }];
  return [...Map.groupBy(meant, ({ topic }) => topic)].map(([topic, ofTopic]) => ({
    topic,
    spans: worstOf(ofTopic.map(({ spans }) => spans)),
  }));
}

/** The same of a rule over the time that groups were without members. */
export async function memberFirings(work: Work, groups: readonly GroupOf[]): Promise<TargetFirings[]> {
  const { tx, rule, past, newReplay } = work;
  const limits = { fire: rule.condition.threshold, clear: rule.condition.clearThreshold };
  const ids = groups.map(({ id }) => id);
  const counts = await memberCountsOf(tx, ids, past.toMs);
  return groups.map(({ id, name: group }) => {
    const replay = newReplay({ group, topic: null });
    replayMembers(counts.get(id) ?? [], past, limits, replay);
    return { group, topic: null, broker: null, firings: replay.firings };
  });
}

/** Shows a machine what polls told of the members of a group. Exported for its test. */
export function replayMembers(
  counts: readonly MemberCount[],
  { fromMs, toMs, polls }: Pick<Past, 'fromMs' | 'toMs' | 'polls'>,
  limits: Thresholds,
  replay: Replay,
): void {
  let absentSinceMs: number | null = null;
  counts.forEach(({ atMs, members, assignOnly }, index) => {
    if (members !== null) absentSinceMs = members > 0 ? null : (absentSinceMs ?? atMs);
    const span = { fromMs: Math.max(fromMs, atMs), toMs: Math.min(toMs, counts[index + 1]?.atMs ?? toMs) };
    if (span.fromMs >= span.toMs) return;
    if (assignOnly) holdPolls(replay, polls, span, NOTHING);
    else if (members === null) holdPolls(replay, polls, span, UNKNOWN);
    else if (absentSinceMs === null) holdPolls(replay, polls, span, { truth: 'false', isClear: true, value: 0 });
    else holdAbsence(replay, polls, { ...span, sinceMs: absentSinceMs }, limits);
  });
}

/** The longer it lasts the more it is: below the one limit, between both, above the other. */
function holdAbsence(
  replay: Replay,
  polls: PollsSeen,
  { sinceMs, fromMs, toMs }: { sinceMs: number; fromMs: number; toMs: number },
  { fire, clear }: Thresholds,
): void {
  const within = (atMs: number) => Math.min(toMs, Math.max(fromMs, atMs));
  // The first millisecond at which it is longer.
  const longerFrom = (seconds: number) => within(Math.floor(sinceMs + seconds * 1000) + 1);
  const [notClearMs, aboveMs] = [longerFrom(clear), longerFrom(fire)];
  holdPolls(replay, polls, { fromMs, toMs: notClearMs }, { truth: 'false', isClear: true, value: 0 });
  holdPolls(replay, polls, { fromMs: notClearMs, toMs: aboveMs }, { truth: 'false', isClear: false, value: fire });
  const lastMs = pollsIn(polls, { fromMs: aboveMs, toMs }).stored.at(-1);
  const value = lastMs === undefined ? null : (lastMs - sinceMs) / 1000;
  holdPolls(replay, polls, { fromMs: aboveMs, toMs }, { truth: 'true', isClear: false, value });
}
