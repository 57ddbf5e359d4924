import { keyOf, timeAround } from './behind.ts';
import type { Cause } from './cause.ts';
import type { Evidence } from './evidence.ts';
import { say } from './sentence.ts';
import { nothingStable } from './stuck-transaction.ts';
import { listed, memberInWords, placesNamed, plural } from './words.ts';

/** Partitions with records that a member of a Stable group holds for S, and on which the group never committed. */
export function neverCommitted(evidence: Evidence): Cause | null {
  const { atMs, state, stateSinceMs, presentSinceMs, members } = evidence;
  const silentMs = evidence.silentFromMs;
  const thereSinceMs = Math.max(stateSinceMs ?? 0, presentSinceMs ?? 0);
  if (members === null || state !== 'Stable' || atMs - thereSinceMs < silentMs) return null;
  const holders = new Map(members.flatMap((member) => member.places.map((place) => [keyOf(place), member] as const)));
  const found = evidence.partitions.filter((one) => {
    const { neverCommittedSinceMs: sinceMs, end, logStart } = one;
    if (sinceMs === null || atMs - sinceMs < silentMs || end === null || logStart === null) return false;
    return end > logStart && holders.has(keyOf(one)) && !nothingStable(one);
  });
  const [first] = found;
  if (first === undefined) return null;
  const records = found.reduce((sum, { end, logStart }) => sum + (end ?? 0) - (logStart ?? 0), 0);
  const who = [...new Set(found.flatMap((one) => holders.get(keyOf(one)) ?? []))];
  const where = found.length <= 3 ? placesNamed(found) : say`${plural(found.length, 'partition')}`;
  const holds = who.length === 1 ? 'holds' : 'hold';
  return {
    kind: 'never-committed',
    share: found.length / evidence.partitions.length,
    says: say`${listed(who.map(memberInWords))} ${holds} ${where}, and the group never committed there: up to ${plural(records, 'record')} wait, and nobody knows how many of them were read.`,
    sinceMs: null,
    proof: {
      section: 'partitions',
      ...timeAround(null, evidence),
      place: { topic: first.topic, partition: first.partition },
    },
  };
}
