import type { FarthestBehind } from './farthest-behind.ts';
import type { TopicMemory } from './memory.ts';
import type { RecordTimes, TopicRecordTimes } from './record-times.ts';

/** Time lags of one subscription by the timestamps of records, and what is still to be looked at. */
export class Refining {
  readonly #known: TopicRecordTimes | null;
  readonly #farthest: FarthestBehind;
  readonly #topic: TopicMemory;
  readonly #nowMs: number;

  constructor(times: RecordTimes, farthest: FarthestBehind, topic: TopicMemory, nowMs: number) {
    this.#known = times.ofTopic(topic.key.kafkaTopicId);
    this.#farthest = farthest;
    this.#topic = topic;
    this.#nowMs = nowMs;
  }

  /** When the record at this position was written, by its timestamp; NaN where that is not known. */
  writtenAtMs(partition: number, position: number): number {
    return this.#known?.at(partition, position, this.#nowMs) ?? Number.NaN;
  }

  /** The same of the nearest record before it; null where none is known. */
  before(partition: number, position: number): { position: number; producedAtMs: number } | null {
    return this.#known?.before(partition, position) ?? null;
  }

  /** Asks for a look at a record, if it is among those farthest behind. */
  wants(partition: number, position: number, lagMs: number, isBound: boolean): void {
    if (!this.#farthest.takes(lagMs, isBound)) return;
    if (this.#known && !this.#known.isDue(partition, position, this.#nowMs)) return;
    const { key, idOnWire, metadata } = this.#topic;
    const { leader = null, leaderEpoch = -1 } = metadata.partitions[partition] ?? {};
    if (leader === null) return;
    this.#farthest.offer(lagMs, isBound, { topic: key, idOnWire, partition, leader, leaderEpoch, position });
  }
}
