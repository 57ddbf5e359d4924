import { lagOf, partitionsBehind, ratesOf, shareOf, timeAround } from './behind.ts';
import type { Cause } from './cause.ts';
import type { Evidence } from './evidence.ts';
import { instant, memberName, say } from './sentence.ts';
import { counted, lasting, listed, perSecond } from './words.ts';

/** Nobody consumes, or nobody did until a while ago and the group has not caught up since. Of groups that join, alone. */
export const consumerDown = (evidence: Evidence): Cause | null => isDown(evidence) ?? wasDown(evidence);

/** Records wait, and the group has had no member and no commit for S. */
function isDown(evidence: Evidence): Cause | null {
  const { atMs, type, assignOnly, memberCount, emptySinceMs, partitions, lastMembers } = evidence;
  if (assignOnly || type === 'share' || memberCount !== 0) return null;
  const lag = lagOf(partitions);
  if (lag === 0) return null;
  const movedAtMs = Math.max(...partitions.map((one) => one.movedAtMs ?? Number.NEGATIVE_INFINITY));
  const known = Number.isFinite(movedAtMs);
  const sinceMs = emptySinceMs ?? (known ? movedAtMs : null);
  const quietSinceMs = Math.max(sinceMs ?? evidence.windowFromMs, known ? movedAtMs : Number.NEGATIVE_INFINITY);
  if (atMs - quietSinceMs < evidence.silentFromMs) return null;
  const since =
    emptySinceMs !== null
      ? say`No members since ${instant(emptySinceMs)} (${lasting(atMs - emptySinceMs)})`
      : known
        ? say`No members, and no commit since ${instant(movedAtMs)} (${lasting(atMs - movedAtMs)})`
        : say`No members, and no commit for more than ${lasting(atMs - evidence.windowFromMs)}`;
  const left =
    lastMembers.length === 0 ? '' : say`: ${listed(lastMembers.map((name) => [memberName(name)]))} left last`;
  const { producedLately } = ratesOf(partitions, evidence);
  const grows = producedLately > 0 ? `, and ${perSecond(producedLately)} more come` : '';
  return {
    kind: 'consumer-down',
    share: 1,
    says: say`${since}${left}. ${counted(lag)} records wait${grows}.`,
    sinceMs,
    proof: { section: 'lag', ...timeAround(sinceMs, evidence) },
  };
}

/** It has members again, and reads more than comes, but the record it reads next was there before them. */
function wasDown(evidence: Evidence): Cause | null {
  const { atMs, memberCount, lastAbsence, silentFromMs } = evidence;
  const behind = partitionsBehind(evidence);
  if (!memberCount || lastAbsence === null || behind.length === 0) return null;
  const { fromMs, toMs } = lastAbsence;
  const oldest = behind.filter(({ behindMs }) => behindMs >= atMs - toMs);
  const { producedLately, consumedLately } = ratesOf(evidence.partitions, evidence);
  if (toMs - fromMs < silentFromMs || oldest.length === 0 || consumedLately <= producedLately) return null;
  return {
    kind: 'consumer-down',
    share: shareOf(oldest, evidence),
    says: say`It had no members from ${instant(fromMs)} to ${instant(toMs)} (${lasting(toMs - fromMs)}), and catches up since: it consumes ${perSecond(consumedLately)}, and ${perSecond(producedLately)} come. ${counted(lagOf(oldest))} records are left.`,
    sinceMs: fromMs,
    proof: { section: 'lag', ...timeAround(fromMs, evidence) },
  };
}
