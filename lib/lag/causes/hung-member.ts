import { lagOf, shareOf, timeAround } from './behind.ts';
import type { Cause, Proof } from './cause.ts';
import type { Evidence } from './evidence.ts';
import { instant, type Part, say } from './sentence.ts';
import { type SilentMembers, silentMembers } from './silent-members.ts';
import { counted, lasting, listed, memberInWords, placesNamed, plural } from './words.ts';

/** Members that heartbeat and commit nothing: their partitions stand, while those of others move. */
export function hungMember(evidence: Evidence): Cause | null {
  const silent = silentMembers(evidence, false);
  if (silent === null) return null;
  const one = silent.members.length === 1;
  const aside = silent.goesOn
    ? say`${one ? 'It commits' : 'They commit'} elsewhere: a record there may fail again and again.`
    : say`${one ? 'It still heartbeats' : 'They still heartbeat'}, so the group keeps ${one ? 'its' : 'their'} partitions with ${one ? 'it' : 'them'}.`;
  return {
    kind: 'hung-member',
    share: shareOf(silent.partitions, evidence),
    says: say`${silentSentence(silent, evidence)} ${aside}`,
    sinceMs: silent.sinceMs,
    proof: silentProof(silent, evidence),
  };
}

/** Who commits nothing, since when, where, and how the others do. */
export function silentSentence(silent: SilentMembers, evidence: Evidence): Part[] {
  const { members, partitions, sinceMs, moving, goesOn } = silent;
  const { atMs, windowFromMs, memberCount } = evidence;
  const all = members.length === memberCount && members.length > 1;
  const who = all
    ? `All ${counted(members.length)} members`
    : say`${members.length === 1 ? 'Member ' : 'Members '}${listed(members.map(memberInWords))}`;
  const their = members.length === 1 ? 'its' : 'their';
  const where =
    partitions.length <= 2
      ? placesNamed(partitions)
      : `${their} ${plural(partitions.length, 'partition')} with records`;
  const since =
    sinceMs === null
      ? say`for more than ${lasting(atMs - windowFromMs)}`
      : say`since ${instant(sinceMs)} (${lasting(atMs - sinceMs)})`;
  const others =
    moving === 0 || goesOn ? '' : `; ${plural(moving, 'other partition')} ${moving === 1 ? 'moves' : 'move'}`;
  return say`${who} committed nothing on ${where} ${since}${others}. ${plural(lagOf(partitions), 'record')} wait there.`;
}

/** The row of the one member, or the partitions that stand. */
export function silentProof({ members, partitions, sinceMs }: SilentMembers, evidence: Evidence): Proof {
  const [member] = members;
  const [place] = [...partitions].sort((a, b) => (b.lag ?? 0) - (a.lag ?? 0));
  return {
    section: 'members',
    ...timeAround(sinceMs, evidence),
    ...(place && { place: { topic: place.topic, partition: place.partition } }),
    ...(member && members.length === 1 && { memberId: member.memberId }),
  };
}
