import type { Transaction } from '#lib/db/database.ts';
import { type MemberCount, memberCountsOf } from '#lib/history/read/member-counts.ts';
import { readGroupStatus } from '#lib/history/read/statuses.ts';
import { badnessOf } from '../reading.ts';
import type { RuleDefinition } from '../rule-schema.ts';
import { type Thresholds, thresholdsOfAll } from '../threshold.ts';
import type { Past } from './past.ts';
import type { GroupOf } from './past-groups.ts';
import type { Firing, PastSighting, Replay } from './replay.ts';

/** Firings of one target. */
export interface TargetFirings {
  group: string | null;
  topic: string | null;
  broker: number | null;
  firings: Firing[];
}

const UNKNOWN: PastSighting = { truth: 'unknown', isClear: false, value: null };
const NOTHING: PastSighting = { truth: 'none', isClear: false, value: null };

/** When a rule over the status of groups would have fired, from one change of it to the next. */
export async function statusFirings(
  tx: Transaction,
  groups: readonly GroupOf[],
  { condition }: RuleDefinition,
  { fromMs, toMs, intervalMs }: Past,
  newReplay: () => Replay,
): Promise<TargetFirings[]> {
  const { fire = Infinity } = thresholdsOfAll(condition) ?? {};
  const targets: TargetFirings[] = [];
  for (const { id, name: group } of groups) {
    const replay = newReplay();
    for (const span of await readGroupStatus(tx, { groupId: id, fromMs, toMs })) {
      const bad = span.status === null || span.status === 'NO_DATA' ? null : badnessOf(span.status);
      const truth = bad === null ? (span.status === null ? 'none' : 'unknown') : bad > fire ? 'true' : 'false';
      replay.hold(pollsIn(span, intervalMs), { truth, isClear: truth === 'false', value: null });
    }
    targets.push({ group, topic: null, broker: null, firings: replay.firings });
  }
  return targets;
}

/** The same of a rule over the time that groups were without members. */
export async function memberFirings(
  tx: Transaction,
  groups: readonly GroupOf[],
  { condition }: RuleDefinition,
  past: Past,
  newReplay: () => Replay,
): Promise<TargetFirings[]> {
  const limits = { fire: condition.threshold, clear: condition.clearThreshold };
  const ids = groups.map(({ id }) => id);
  const counts = await memberCountsOf(tx, ids, past.toMs);
  return groups.map(({ id, name: group }) => {
    const replay = newReplay();
    replayMembers(counts.get(id) ?? [], past, limits, replay);
    return { group, topic: null, broker: null, firings: replay.firings };
  });
}

/** Shows a machine what polls told of the members of a group. Exported for its test. */
export function replayMembers(
  counts: readonly MemberCount[],
  { fromMs, toMs, intervalMs }: Pick<Past, 'fromMs' | 'toMs' | 'intervalMs'>,
  limits: Thresholds,
  replay: Replay,
): void {
  let absentSinceMs: number | null = null;
  counts.forEach(({ atMs, members, assignOnly }, index) => {
    if (members !== null) absentSinceMs = members > 0 ? null : (absentSinceMs ?? atMs);
    const span = { fromMs: Math.max(fromMs, atMs), toMs: Math.min(toMs, counts[index + 1]?.atMs ?? toMs) };
    if (span.fromMs >= span.toMs) return;
    const polls = pollsIn(span, intervalMs);
    if (assignOnly) replay.hold(polls, NOTHING);
    else if (members === null) replay.hold(polls, UNKNOWN);
    else replayAbsence(polls, absentSinceMs, limits, replay);
  });
}

/** The longer it lasts the more it is: below the one limit, between both, above the other. */
function replayAbsence(polls: Float64Array, sinceMs: number | null, { fire, clear }: Thresholds, replay: Replay): void {
  const secondsAt = (atMs: number) => (sinceMs === null ? 0 : Math.max(0, atMs - sinceMs) / 1000);
  const from = (isReached: (seconds: number) => boolean) => {
    const found = polls.findIndex((atMs) => isReached(secondsAt(atMs)));
    return found < 0 ? polls.length : found;
  };
  const [notClear, above] = [from((seconds) => seconds > clear), from((seconds) => seconds > fire)];
  replay.hold(polls.subarray(0, notClear), { truth: 'false', isClear: true, value: 0 });
  replay.hold(polls.subarray(notClear, above), { truth: 'false', isClear: false, value: fire });
  const last = polls.at(-1);
  if (above < polls.length && last !== undefined) {
    replay.hold(polls.subarray(above), { truth: 'true', isClear: false, value: secondsAt(last) });
  }
}

/** Instants of polls in a time that begins with one. */
function pollsIn({ fromMs, toMs }: { fromMs: number; toMs: number }, intervalMs: number): Float64Array {
  const polls = Math.max(1, Math.ceil((toMs - fromMs) / intervalMs));
  return Float64Array.from({ length: polls }, (_, poll) => fromMs + poll * intervalMs);
}
