import { isBehind, isSilent, lagOf, ratesOf, shareOf, timeAround } from './behind.ts';
import type { Cause } from './cause.ts';
import type { Evidence } from './evidence.ts';
import { say } from './sentence.ts';
import { counted, perSecond } from './words.ts';

/** Up to this many times the usual rate is ordinary traffic. */
const NORMAL = 1.5;
/** The part of the partitions with records that must be behind for all to be alike. */
const ALIKE = 0.75;
/** Faster than that beyond what comes it catches up, and needs no explanation. */
const DRAINS = 1.05;
/** Below this part of what it was it has fallen. */
const FALLEN = 0.7;

/** What comes is ordinary, all partitions are behind alike, and the group does not get through it. */
export function slowProcessing(evidence: Evidence): Cause | null {
  const { memberCount, assignOnly, partitions, usualProduceRate: usual } = evidence;
  if (usual === null || (!memberCount && !assignOnly)) return null;
  const busy = partitions.filter(({ lag, produced }) => (lag ?? 0) > 0 || produced > 0);
  const behind = busy.filter((one) => isBehind(one, evidence) && !isSilent(one, evidence));
  if (behind.length === 0 || behind.length < ALIKE * busy.length) return null;
  const { produced, producedLately, consumedLately, consumedBefore } = ratesOf(partitions, evidence);
  if (producedLately > NORMAL * usual || produced > NORMAL * usual) return null;
  if (consumedLately === 0 || consumedLately > DRAINS * producedLately) return null;
  const fallen = consumedLately < FALLEN * consumedBefore ? `, after ${perSecond(consumedBefore)} just before` : '';
  const alike =
    behind.length === 1 ? 'Its partition is' : `${counted(behind.length)} of ${counted(busy.length)} partitions are`;
  return {
    kind: 'slow-processing',
    share: shareOf(behind, evidence),
    says: say`The group consumes ${perSecond(consumedLately)}${fallen}, and ${perSecond(producedLately)} come, which is usual (${perSecond(usual)}, median of 24 h): its processing is too slow. ${alike} behind alike, by ${counted(lagOf(behind))} records.`,
    sinceMs: null,
    proof: { section: 'rates', ...timeAround(null, evidence) },
  };
}
