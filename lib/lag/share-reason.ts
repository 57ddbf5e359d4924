import { count, plural } from './numbers.ts';
import type { PartitionVerdict } from './partition.ts';
import type { SharePartitionReading } from './share-partition.ts';

/** What a share partition's state means here, one sentence for the page; null where nothing needs to be said. Pure. */
export function shareReasonFor(
  { startOffset, undelivered, logStart, highWatermark }: SharePartitionReading,
  { state, lag }: PartitionVerdict,
  failure: { message: string } | null,
): string | null {
  if (state === 'unknown') return failure?.message ?? 'not read in the newest poll';
  if (state === 'inactive') return 'no longer consumed: no member subscribes to this topic; its offsets can be deleted';
  if (typeof startOffset !== 'bigint' || logStart === undefined || highWatermark === undefined)
    return 'nothing delivered from here yet: delivery begins where share.auto.offset.reset says';
  if (startOffset < logStart) {
    return `${plural(logStart - startOffset, 'offset')} deleted before ${startOffset + 1n === logStart ? 'it was' : 'they were'} processed`;
  }
  if (undelivered === null)
    return 'counted from the start offset: records past it that are done already are in the lag';
  const past = highWatermark - startOffset - (lag ?? 0n);
  return past > 0n ? `${count(past)} past the start offset ${past === 1n ? 'is' : 'are'} done already` : null;
}
