import { partitionsBehind, timeAround } from './behind.ts';
import type { Cause } from './cause.ts';
import type { Evidence } from './evidence.ts';
import { say } from './sentence.ts';
import { counted, listed, memberInWords, plural } from './words.ts';

/** There are more members than partitions while the group is behind: another one helps nothing. */
export function tooFewPartitions(evidence: Evidence): Cause | null {
  const { members, memberCount, state, type } = evidence;
  if (members === null || memberCount === null || state !== 'Stable' || type === 'share') return null;
  const held = members.reduce((sum, { places }) => sum + places.length, 0);
  const idle = members.filter(({ places }) => places.length === 0);
  // A list that was cut says nothing of those who are not in it.
  if (idle.length === 0 || members.length < memberCount || memberCount <= held) return null;
  if (partitionsBehind(evidence).length === 0) return null;
  const hold = idle.length === 1 ? 'holds' : 'hold';
  return {
    kind: 'too-few-partitions',
    share: 0,
    says: say`${counted(idle.length)} of ${plural(memberCount, 'member')} ${hold} no partition: ${listed(idle.map(memberInWords))}. There are ${plural(held, 'partition')} for them all, so more members make it no faster.`,
    sinceMs: null,
    proof: { section: 'members', ...timeAround(null, evidence) },
  };
}
