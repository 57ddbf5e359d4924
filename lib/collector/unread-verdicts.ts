import { MAX_ASSUMED, type Unread } from '#lib/lag/unread.ts';

/** Between which offsets of a partition somebody looked, and what there was. */
export interface UnreadFinding {
  kafkaTopicId: string;
  partition: number;
  committed: bigint;
  upTo: bigint;
  /** Null where it could not be told: it is asked again later. */
  unread: Unread | null;
}

/** What a look came to. */
export type Learned = { kind: 'found'; finding: UnreadFinding } | { kind: 'refused'; kafkaTopicId: string };

interface Kept {
  committed: bigint;
  upTo: bigint;
  unread: Unread | null;
  foundAtMs: number;
  usedAtMs: number;
}

const KEEP_MS = 600_000;
const SWEEP_EVERY_MS = 60_000;
const RETRY_MS = 30_000;
const REFUSED_MS = 600_000;

/**
 * What was found between committed and last stable offsets. What lies between two offsets of a log only ever gets less, so
 * a finding holds as long as the two stand; those that no poll asks for are dropped.
 */
export class UnreadVerdicts {
  #byTopic = new Map<string, Kept[][]>();
  #refusedUntilMs = new Map<string, number>();
  #sweptAtMs = 0;

  /** Takes in what a look came to. A topic that may not be read is left alone for a while. */
  learn(learned: Learned, nowMs: number): void {
    if (learned.kind === 'found') this.put(learned.finding, nowMs);
    else this.refuseUntil(learned.kafkaTopicId, nowMs + REFUSED_MS);
  }

  /** Until then nobody looks at this topic; what is left of it is assumed, also after that, until a look tells. */
  refuseUntil(kafkaTopicId: string, untilMs: number): void {
    this.#refusedUntilMs.set(kafkaTopicId, untilMs);
  }

  put({ kafkaTopicId, partition, committed, upTo, unread }: UnreadFinding, nowMs: number): void {
    const ofTopic = this.#byTopic.get(kafkaTopicId) ?? [];
    this.#byTopic.set(kafkaTopicId, ofTopic);
    const others = (ofTopic[partition] ?? []).filter((one) => !isAt(one, committed, upTo));
    ofTopic[partition] = [...others, { committed, upTo, unread, foundAtMs: nowMs, usedAtMs: nowMs }];
    if (unread !== null) this.#refusedUntilMs.delete(kafkaTopicId);
  }

  /** What is known of this topic; null where nothing is, as for most. */
  ofTopic(kafkaTopicId: string): TopicVerdicts | null {
    const found = this.#byTopic.get(kafkaTopicId);
    const refusedUntilMs = this.#refusedUntilMs.get(kafkaTopicId) ?? null;
    return found || refusedUntilMs !== null ? new TopicVerdicts(found ?? [], refusedUntilMs) : null;
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
    for (const [topic, untilMs] of this.#refusedUntilMs)
      if (nowMs - untilMs > KEEP_MS) this.#refusedUntilMs.delete(topic);
  }
}

/** What is known of one topic. */
export class TopicVerdicts {
  readonly #found: readonly Kept[][];
  readonly #refusedUntilMs: number | null;

  constructor(found: readonly Kept[][], refusedUntilMs: number | null) {
    this.#found = found;
    this.#refusedUntilMs = refusedUntilMs;
  }

  /**
   * What lies between the two offsets, and whether it is time to look. `transactional`: the topic was seen with a
   * transaction, so that few offsets may be assumed to be markers where nobody may look.
   */
  between(
    partition: number,
    committed: bigint,
    upTo: bigint,
    transactional: boolean,
    nowMs: number,
  ): { unread: Unread | null; isDue: boolean } {
    const kept = this.#found[partition]?.find((one) => isAt(one, committed, upTo));
    if (kept) kept.usedAtMs = nowMs;
    if (kept?.unread) return { unread: kept.unread, isDue: false };
    if (this.#refusedUntilMs === null) return { unread: null, isDue: !kept || nowMs - kept.foundAtMs >= RETRY_MS };
    const assumed = transactional && upTo - committed <= MAX_ASSUMED;
    return { unread: assumed ? { kind: 'assumed' } : null, isDue: nowMs >= this.#refusedUntilMs };
  }
}

const isAt = (one: Kept, committed: bigint, upTo: bigint): boolean => one.committed === committed && one.upTo === upTo;
