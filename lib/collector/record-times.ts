/** What a look at the record after a position came to. */
export type LearnedTime =
  | { kind: 'found'; kafkaTopicId: string; partition: number; position: number; timestampMs: number | null }
  | { kind: 'refused'; kafkaTopicId: string };

interface Kept {
  position: number;
  /** Null where there is no record with a time worth believing: it is asked again later. */
  timestampMs: number | null;
  foundAtMs: number;
  usedAtMs: number;
}

/** Nothing that Kafka wrote is older; clocks that were never set say 1970. */
const EARLIEST_MS = Date.UTC(2000, 0, 1);
/** Groups that stand at different offsets of one partition. */
const MOST_PER_PARTITION = 8;
const KEEP_MS = 600_000;
const SWEEP_EVERY_MS = 60_000;
const RETRY_MS = 60_000;
const REFUSED_MS = 600_000;

/**
 * Timestamps of records that groups read next, as looks into the log found them (semantics: lag, section 2). What stands at an offset
 * never changes its time, so a finding holds as long as somebody asks for it.
 */
export class RecordTimes {
  #byTopic = new Map<string, Kept[][]>();
  #refusedUntilMs = new Map<string, number>();
  #sweptAtMs = 0;

  /** Takes in what a look came to. A topic that may not be read is left alone for a while. */
  learn(learned: LearnedTime, nowMs: number): void {
    if (learned.kind === 'refused') {
      this.#refusedUntilMs.set(learned.kafkaTopicId, nowMs + REFUSED_MS);
      return;
    }
    const { kafkaTopicId, partition, position, timestampMs } = learned;
    const ofTopic = this.#byTopic.get(kafkaTopicId) ?? [];
    this.#byTopic.set(kafkaTopicId, ofTopic);
    const others = (ofTopic[partition] ?? []).filter((one) => one.position !== position);
    const isCredible = timestampMs !== null && timestampMs >= EARLIEST_MS && timestampMs <= nowMs;
    const kept = { position, timestampMs: isCredible ? timestampMs : null, foundAtMs: nowMs, usedAtMs: nowMs };
    ofTopic[partition] = [...others.slice(1 - MOST_PER_PARTITION), kept];
  }

  /** What is known of this topic; null where nothing is, as for most. */
  ofTopic(kafkaTopicId: string): TopicRecordTimes | null {
    const found = this.#byTopic.get(kafkaTopicId);
    const refusedUntilMs = this.#refusedUntilMs.get(kafkaTopicId) ?? 0;
    return found || refusedUntilMs > 0 ? new TopicRecordTimes(found ?? [], refusedUntilMs) : null;
  }

  /** Drops what no poll has asked for in a while. */
  sweep(nowMs: number): void {
    if (nowMs - this.#sweptAtMs < SWEEP_EVERY_MS) return;
    this.#sweptAtMs = nowMs;
    for (const [topic, partitions] of this.#byTopic) {
      const live = partitions.map((found) => found.filter(({ usedAtMs }) => nowMs - usedAtMs < KEEP_MS));
      if (live.some((found) => found.length > 0)) this.#byTopic.set(topic, live);
      else this.#byTopic.delete(topic);
    }
    for (const [topic, untilMs] of this.#refusedUntilMs) if (nowMs > untilMs) this.#refusedUntilMs.delete(topic);
  }
}

/** What is known of one topic. */
export class TopicRecordTimes {
  readonly #found: readonly Kept[][];
  readonly #refusedUntilMs: number;

  constructor(found: readonly Kept[][], refusedUntilMs: number) {
    this.#found = found;
    this.#refusedUntilMs = refusedUntilMs;
  }

  /** When the first record at or after this position was written, by its timestamp; NaN where that is not known. */
  at(partition: number, position: number, nowMs: number): number {
    const kept = this.#find(partition, position);
    if (kept) kept.usedAtMs = nowMs;
    return kept?.timestampMs ?? Number.NaN;
  }

  /** The nearest position at or before this one whose record is known; null without any. */
  before(partition: number, position: number): { position: number; producedAtMs: number } | null {
    let nearest: { position: number; producedAtMs: number } | null = null;
    for (const { position: at, timestampMs } of this.#found[partition] ?? []) {
      if (timestampMs === null || at > position || at <= (nearest?.position ?? -1)) continue;
      nearest = { position: at, producedAtMs: timestampMs };
    }
    return nearest;
  }

  /** Whether it is time to look at this position. */
  isDue(partition: number, position: number, nowMs: number): boolean {
    if (nowMs < this.#refusedUntilMs) return false;
    const kept = this.#find(partition, position);
    return kept === undefined || (kept.timestampMs === null && nowMs - kept.foundAtMs >= RETRY_MS);
  }

  #find(partition: number, position: number): Kept | undefined {
    return this.#found[partition]?.find((one) => one.position === position);
  }
}
