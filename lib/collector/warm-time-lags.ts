import type { PollSamples } from '#lib/history/contract.ts';
import type { StoredTimeLags } from '#lib/history/read/now.ts';
import { EndTrail, earliestOf } from '#lib/lag/end-trail.ts';
import { NextRecords } from './next-records.ts';
import { offsetAt, wordsOf } from './offset-words.ts';

/** Fills the trails of topics out of stored polls in their order. */
export class TrailReplay {
  #trails = new Map<string, EndTrail>();

  visit({ atMs, topics }: PollSamples): void {
    for (const { topic, highWatermark } of topics) {
      const words = wordsOf(highWatermark);
      this.ofTopic(topic.kafkaTopicId).add(highWatermark.length, (partition) => offsetAt(words, partition), atMs);
    }
  }

  ofTopic(kafkaTopicId: string): EndTrail {
    const known = this.#trails.get(kafkaTopicId) ?? new EndTrail();
    this.#trails.set(kafkaTopicId, known);
    return known;
  }
}

/**
 * When the records were written that a subscription was to read next in the newest poll, so that a restart forgets nothing of a
 * lag older than the polls that are read again. `positionAt`: where the group stood, null where that is not known.
 */
export function nextRecordsOf(
  lags: StoredTimeLags | null,
  subscription: number,
  partitions: number,
  positionAt: (partition: number) => bigint | null,
): NextRecords {
  const next = new NextRecords();
  if (lags === null) return next;
  next.reserve(partitions);
  for (let partition = 0; partition < partitions; partition++) {
    const { ms, quality } = lags.of(subscription, partition);
    const position = positionAt(partition);
    // No record is known behind a lag of 0 or a bound.
    if (!ms || quality === 'at-least' || position === null) continue;
    const writtenAtMs = lags.atMs - ms;
    const isRecordTime = quality === 'record-time';
    const earliestMs = isRecordTime ? writtenAtMs : earliestOf(writtenAtMs, lags.atMs);
    next.keep(partition, Number(position), writtenAtMs, earliestMs, isRecordTime);
  }
  return next;
}
