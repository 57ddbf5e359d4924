import { partitionLags } from './group-lag.ts';
import type { Band } from './knobs.ts';
import { type Job, type Life, pause } from './life.ts';
import type { DemoContext } from './scenario.ts';
import type { TopicSpec } from './topics.ts';

/** A steered group either falls behind or recovers. */
export type Phase = 'behind' | 'recovering';

/** Gives the phase that follows: a group falls behind up to `high` and then recovers down to `low`. */
export function nextPhase(phase: Phase, lag: number, band: Band): Phase {
  if (lag >= band.high) return 'recovering';
  if (lag <= band.low) return 'behind';
  return phase;
}

const measures = {
  total: (lags: readonly number[]): number => lags.reduce((sum, lag) => sum + lag, 0),
  worst: (lags: readonly number[]): number => Math.max(0, ...lags),
};

/** Watches the lag of one group and says in which phase it is to be; it begins by recovering, as a restart would. */
export class Cycle implements Job {
  readonly name: string;
  #phase: Phase = 'recovering';
  readonly #context: DemoContext;
  readonly #watched: Watched;

  constructor(context: DemoContext, watched: Watched) {
    this.name = `${watched.group} (steering)`;
    this.#context = context;
    this.#watched = watched;
  }

  get phase(): Phase {
    return this.#phase;
  }

  /** Looks at the lag until the signal. */
  async run(life: Life): Promise<void> {
    const { group, topic, band, measure } = this.#watched;
    const admin = this.#context.kafka('demo-steering').admin();
    try {
      await admin.connect();
      while (!life.signal.aborted) {
        const lags = await partitionLags(admin, this.#context.name(group), this.#context.name(topic.name));
        this.#phase = nextPhase(this.#phase, measures[measure](lags), band);
        life.up();
        await pause(this.#context.knobs.watchMs, life.signal);
      }
    } finally {
      await admin.disconnect();
    }
  }
}

/** What a cycle watches. */
export interface Watched {
  readonly group: string;
  readonly topic: TopicSpec;
  readonly band: Band;
  readonly measure: keyof typeof measures;
}
