import { lagOf, timeAround } from './behind.ts';
import type { Cause } from './cause.ts';
import type { Evidence } from './evidence.ts';
import { instant, say } from './sentence.ts';
import { counted, placesNamed, plural } from './words.ts';

/** Offsets that somebody set: back, so that what was read waits again, or forward, so that records are skipped. */
export function offsetsReset(evidence: Evidence): Cause | null {
  const { resets, partitions, windowFromMs } = evidence;
  const lag = lagOf(partitions);
  const reset = resets.find(({ direction, atMs }) => (direction === 'back' ? lag > 0 : atMs >= windowFromMs));
  if (reset === undefined) return null;
  const { direction, messages, places, atMs } = reset;
  const where =
    places.length > 0 && reset.partitions <= 3 ? placesNamed(places) : say`${plural(reset.partitions, 'partition')}`;
  const [place] = places;
  const then = direction === 'back' ? 'those are read again' : 'those are never read';
  return {
    kind: 'offsets-reset',
    share: direction === 'back' && lag > 0 ? Math.min(1, messages / lag) : 0,
    says: say`Offsets were set ${direction} by ${counted(messages)} on ${where} at ${instant(atMs)}, outside Tidemark: ${then}.`,
    sinceMs: atMs,
    proof: { section: 'lag', ...timeAround(atMs, evidence), ...(place && reset.partitions === 1 && { place }) },
  };
}
