import { shareOf } from './behind.ts';
import type { Cause } from './cause.ts';
import type { Evidence } from './evidence.ts';
import { silentProof, silentSentence } from './hung-member.ts';
import { say } from './sentence.ts';
import { silentMembers } from './silent-members.ts';

/** Static members that commit nothing: Kafka keeps the partitions of a dead one for it until its session times out. */
export function staticMember(evidence: Evidence): Cause | null {
  const silent = silentMembers(evidence, true);
  if (silent === null) return null;
  const one = silent.members.length === 1;
  const may = one
    ? 'It is a static member and may be dead: Kafka keeps its partitions for it until its session times out'
    : 'They are static members and may be dead: Kafka keeps their partitions for them until their sessions time out';
  return {
    kind: 'static-member',
    share: shareOf(silent.partitions, evidence),
    says: say`${silentSentence(silent, evidence)} ${may}.`,
    sinceMs: silent.sinceMs,
    proof: silentProof(silent, evidence),
  };
}
