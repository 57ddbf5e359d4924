import type { Consumer, EachBatchPayload, Kafka, KafkaMessage } from 'kafkajs';
import type { DemoKnobs } from './knobs.ts';
import { aborted, type Job, type Life, pause } from './life.ts';

/** A member of a classic group. */
export interface ClassicMemberOptions {
  readonly kafka: Kafka;
  readonly knobs: DemoKnobs;
  readonly groupId: string;
  readonly name: string;
  readonly topics: readonly string[];
  /** Records per second and partition: Infinity takes all at once, 0 holds what it has and only heartbeats. */
  readonly perSecond?: () => number;
  /** What is done with records before they count as consumed. */
  readonly handle?: (records: readonly KafkaMessage[], topic: string, partition: number) => void;
}

const PARTITIONS_AT_ONCE = 8;
/** How much work is taken at once, and how often a member that hangs wakes to heartbeat. */
const STEP_MS = 1_000;

/** Gives the job of being one member: joins, consumes at its pace, commits on a beat, leaves at the end. */
export function classicMember(options: ClassicMemberOptions): Job {
  return { name: options.name, run: (life) => runClassicMember(options, life) };
}

/** Is one member until the signal, or until its client gives up. */
export async function runClassicMember(options: ClassicMemberOptions, life: Life): Promise<void> {
  const { kafka, knobs, groupId } = options;
  const consumer = kafka.consumer({
    groupId,
    sessionTimeout: knobs.sessionTimeoutMs,
    heartbeatInterval: knobs.heartbeatMs,
    maxWaitTimeInMs: knobs.fetchWaitMs,
    maxBytesPerPartition: 262_144,
    // A crash ends this run: one place, the supervisor, decides about starting again.
    retry: { retries: 4, restartOnFailure: async () => false },
  });
  const crash = Promise.withResolvers<never>();
  consumer.on(consumer.events.CRASH, ({ payload }) => crash.reject(payload.error));
  consumer.on(consumer.events.GROUP_JOIN, () => life.up());
  const commits = new CommitBeat(consumer, knobs.commitMs);
  try {
    await consumer.connect();
    await consumer.subscribe({ topics: [...options.topics], fromBeginning: true });
    await consumer.run({
      // kafkajs commits after every batch otherwise, whatever the interval.
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: PARTITIONS_AT_ONCE,
      eachBatch: async (payload) => {
        commits.follow(payload);
        await consumeBatch(options, payload, life.signal);
      },
    });
    await Promise.race([crash.promise, aborted(life.signal)]);
  } finally {
    await commits.stop();
    await consumer.disconnect();
  }
}

/** Takes a batch in steps, so that what was done is committed while the rest waits. */
async function consumeBatch(
  options: ClassicMemberOptions,
  payload: EachBatchPayload,
  signal: AbortSignal,
): Promise<void> {
  const { batch } = payload;
  const going = (): boolean => payload.isRunning() && !payload.isStale() && !signal.aborted;
  for (let at = 0; at < batch.messages.length && going(); ) {
    const perSecond = options.perSecond?.() ?? Number.POSITIVE_INFINITY;
    if (perSecond > 0) {
      const step = batch.messages.slice(at, at + Math.max(1, perSecond * (STEP_MS / 1_000)));
      await pause((step.length / perSecond) * 1_000, signal);
      if (!going()) return;
      options.handle?.(step, batch.topic, batch.partition);
      at += step.length;
      const last = step.at(-1);
      if (last !== undefined) payload.resolveOffset(last.offset);
    } else {
      await pause(STEP_MS, signal);
    }
    await payload.heartbeat();
  }
}

/** Commits what was consumed on a beat of its own, so that the last records of a quiet topic are committed as well. */
class CommitBeat {
  readonly #timer: NodeJS.Timeout;
  readonly #consumer: Consumer;
  #payload: EachBatchPayload | undefined;

  constructor(consumer: Consumer, everyMs: number) {
    this.#consumer = consumer;
    this.#timer = setInterval(() => void this.#commit(), everyMs);
  }

  follow(payload: EachBatchPayload): void {
    this.#payload = payload;
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#commit();
  }

  async #commit(): Promise<void> {
    const uncommitted = this.#payload?.uncommittedOffsets().topics ?? [];
    const offsets = uncommitted.flatMap(({ topic, partitions }) => partitions.map((entry) => ({ topic, ...entry })));
    if (offsets.length === 0) return;
    // During a rebalance the broker refuses; the member reads those records again, as any would.
    await this.#consumer.commitOffsets(offsets).catch(() => undefined);
  }
}
