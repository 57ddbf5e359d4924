import type { Admin, Kafka } from 'kafkajs';
import type { Band } from './knobs.ts';
import { type Job, type Life, pause } from './life.ts';

/** A steered group either falls behind or recovers. */
export type Phase = 'behind' | 'recovering';

/** Gives the phase that follows: a group falls behind up to `high` and then recovers down to `low`. */
export function nextPhase(phase: Phase, lag: number, band: Band): Phase {
  if (lag >= band.high) return 'recovering';
  if (lag <= band.low) return 'behind';
  return phase;
}

/** Gives the lag of each partition; endless where there are records and no commit, for such a group has not begun. */
export async function partitionLags(admin: Admin, groupId: string, topic: string): Promise<number[]> {
  const [group] = await admin.fetchOffsets({ groupId, topics: [topic] });
  const committed = new Map((group?.partitions ?? []).map((entry) => [entry.partition, Number(entry.offset)]));
  const ends = await admin.fetchTopicOffsets(topic);
  return ends.map(({ partition, low, high }) => {
    if (Number(high) === Number(low)) return 0;
    const offset = committed.get(partition) ?? -1;
    return offset < 0 ? Number.POSITIVE_INFINITY : Math.max(0, Number(high) - Math.max(offset, Number(low)));
  });
}

const sum = (lags: readonly number[]): number => lags.reduce((total, lag) => total + lag, 0);
const worst = (lags: readonly number[]): number => Math.max(0, ...lags);

/** Watches the lag of one group and says in which phase it is to be; it begins by recovering, as a restart would. */
export class Cycle implements Job {
  readonly name: string;
  #phase: Phase = 'recovering';
  #present = new AbortController();
  readonly #options: CycleOptions;

  constructor(options: CycleOptions) {
    this.name = `${options.groupId} (steering)`;
    this.#options = options;
  }

  get phase(): Phase {
    return this.#phase;
  }

  /** Aborts when the present phase ends. */
  get phaseEnd(): AbortSignal {
    return this.#present.signal;
  }

  /** Looks at the lag until the signal. */
  async run(life: Life): Promise<void> {
    const { kafka, groupId, topic, band, measure, watchMs } = this.#options;
    const admin = kafka.admin();
    try {
      await admin.connect();
      while (!life.signal.aborted) {
        const lags = await partitionLags(admin, groupId, topic);
        this.#enter(nextPhase(this.#phase, measure === 'worst' ? worst(lags) : sum(lags), band));
        life.up();
        await pause(watchMs, life.signal);
      }
    } finally {
      await admin.disconnect();
    }
  }

  #enter(phase: Phase): void {
    if (phase === this.#phase) return;
    const before = this.#present;
    this.#phase = phase;
    this.#present = new AbortController();
    before.abort();
  }
}

/** What a cycle watches. */
export interface CycleOptions {
  readonly kafka: Kafka;
  readonly groupId: string;
  readonly topic: string;
  readonly band: Band;
  readonly measure: 'sum' | 'worst';
  readonly watchMs: number;
}
