import type { Consumer, EachBatchPayload, KafkaMessage } from 'kafkajs';
import { aborted, failure, type Job, type Life, pause } from './life.ts';
import type { DemoContext } from './scenario.ts';
import type { TopicSpec } from './topics.ts';

/** A member of a classic group. */
export interface ClassicMember {
  readonly group: string;
  /** Its client id; the name of the group when there is but one member. */
  readonly clientId?: string;
  readonly topics: readonly TopicSpec[];
  /** Records per second and partition: Infinity takes all at once, 0 holds what it has and only heartbeats. */
  readonly perSecond?: () => number;
  /** What is done with records before they count as consumed. */
  readonly handle?: (records: readonly KafkaMessage[], partition: number) => void;
}

const PARTITIONS_AT_ONCE = 8;
const BYTES_PER_PARTITION = 262_144;
/** A member that takes its time takes small bites: kafkajs fetches again only when all of the last fetch is done. */
const PACED_BYTES_PER_PARTITION = 8_192;
/** How much work is taken at once, and how often a member that hangs wakes to heartbeat. */
const STEP_MS = 1_000;

/** Gives the job of being one member: joins, consumes at its pace, commits on a beat, leaves at the end. */
export function classicMember(context: DemoContext, member: ClassicMember): Job {
  return { name: member.clientId ?? member.group, run: (life) => runClassicMember(context, member, life) };
}

/** Is one member until the signal, or until its client gives up. */
export async function runClassicMember(context: DemoContext, member: ClassicMember, life: Life): Promise<void> {
  const { knobs } = context;
  const consumer = context.kafka(member.clientId ?? member.group).consumer({
    groupId: context.name(member.group),
    sessionTimeout: knobs.sessionTimeoutMs,
    heartbeatInterval: knobs.heartbeatMs,
    maxWaitTimeInMs: knobs.fetchWaitMs,
    maxBytesPerPartition: member.perSecond === undefined ? BYTES_PER_PARTITION : PACED_BYTES_PER_PARTITION,
    // A crash ends this run: one place, the supervisor, decides about starting again.
    retry: { retries: 4, restartOnFailure: async () => false },
  });
  const crash = failure();
  const positions = new Positions(consumer, knobs.commitMs);
  consumer.on(consumer.events.CRASH, ({ payload }) => crash.reject(payload.error));
  consumer.on(consumer.events.GROUP_JOIN, () => {
    positions.forget();
    life.up();
  });
  try {
    await consumer.connect();
    await consumer.subscribe({ topics: member.topics.map((topic) => context.name(topic.name)), fromBeginning: true });
    await consumer.run({
      // kafkajs commits after every batch otherwise, whatever the interval.
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: PARTITIONS_AT_ONCE,
      eachBatch: (payload) => consumeBatch(member, payload, positions, life.signal),
    });
    await Promise.race([crash.promise, aborted(life.signal)]);
  } finally {
    await positions.close();
    await consumer.disconnect();
  }
}

/** Takes a batch in steps, so that what was done is committed while the rest waits. */
async function consumeBatch(
  member: ClassicMember,
  payload: EachBatchPayload,
  positions: Positions,
  signal: AbortSignal,
): Promise<void> {
  const { topic, partition, messages } = payload.batch;
  const going = (): boolean => payload.isRunning() && !payload.isStale() && !signal.aborted;
  for (let at = 0; at < messages.length && going(); ) {
    const perSecond = member.perSecond?.() ?? Number.POSITIVE_INFINITY;
    const step = perSecond > 0 ? messages.slice(at, at + Math.max(1, (perSecond * STEP_MS) / 1_000)) : [];
    await pause(perSecond > 0 ? (step.length / perSecond) * 1_000 : STEP_MS, signal);
    if (!going()) return;
    const last = step.at(-1);
    if (last !== undefined) {
      member.handle?.(step, partition);
      payload.resolveOffset(last.offset);
      positions.advance(topic, partition, BigInt(last.offset) + 1n);
      at += step.length;
    }
    await payload.heartbeat();
  }
}

/**
 * What a member has consumed, committed on a beat of its own: last record + 1, as many clients do, so that a
 * transaction marker at the end of a partition stays lag for ever.
 */
class Positions {
  readonly #consumer: Consumer;
  readonly #timer: NodeJS.Timeout;
  readonly #uncommitted = new Map<string, { topic: string; partition: number; offset: string }>();

  constructor(consumer: Consumer, commitMs: number) {
    this.#consumer = consumer;
    this.#timer = setInterval(() => void this.#commit(), commitMs);
  }

  advance(topic: string, partition: number, offset: bigint): void {
    this.#uncommitted.set(`${topic}:${partition}`, { topic, partition, offset: offset.toString() });
  }

  /** After a rebalance the partitions may be another's, who must not be set back. */
  forget(): void {
    this.#uncommitted.clear();
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#commit();
  }

  async #commit(): Promise<void> {
    const offsets = [...this.#uncommitted.values()];
    if (offsets.length === 0) return;
    this.#uncommitted.clear();
    // During a rebalance the broker refuses; the member reads those records again, as any would.
    await this.#consumer.commitOffsets(offsets).catch(() => undefined);
  }
}
