import { report } from '../bootstrap/problem.mjs';
import { step } from '../bootstrap/progress.mjs';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** What this process started, and the one way it ends. */
export interface Lifetime {
  /** Aborted when the end begins; for waits that should not go on. */
  readonly signal: AbortSignal;
  /** Result of `starting`; what it started is stopped at the end, in the reverse order of these calls. */
  start<T>(what: string, starting: Promise<T>, stop: (started: T) => Promise<void> | void): Promise<T>;
  /** Something small to do at the very end, such as removing a lock. */
  onEnd(act: () => void): void;
  /** Stops everything; for those who have a last word to say before the end. */
  stopAll(): Promise<void>;
  /** Stops everything, then ends the process. Later calls change nothing. */
  end(exitCode: number): Promise<never>;
  /** As `end`, for a failure: its reason is said last, where it is seen. What fails while all is being stopped is no news. */
  fail(error: unknown): Promise<never>;
}

/**
 * Takes charge of this process: a signal, an uncaught error or the death of the parent stops all it started, in order.
 * `onSignal` is the exit code after a signal: 0 where being stopped is the normal end.
 */
export function lifetime({ onSignal = 0 } = {}): Lifetime {
  const abort = new AbortController();
  const stops: (() => Promise<void>)[] = [];
  const last: (() => void)[] = [];
  let stopping: Promise<boolean> | undefined;
  let wanted: number | undefined;
  let failure: { error: unknown } | undefined;

  async function stopEverything(): Promise<boolean> {
    abort.abort(new Error('stopping'));
    let clean = true;
    for (const stop of stops.reverse()) {
      await stop().catch((error) => {
        report(error);
        clean = false;
      });
    }
    for (const act of last) act();
    return clean;
  }
  const stopAll = () => {
    stopping ??= stopEverything();
    return stopping;
  };
  const end = async (exitCode: number): Promise<never> => {
    wanted ??= exitCode;
    const clean = await stopAll();
    if (failure) report(failure.error);
    process.exit(clean ? wanted : 1);
  };
  const fail = (error: unknown): Promise<never> => {
    if (!abort.signal.aborted) failure = { error };
    return end(1);
  };

  // A terminal's Ctrl-C arrives twice, from the terminal and from npm: once stopping, further signals change nothing.
  for (const signal of SIGNALS) process.on(signal, () => end(onSignal));
  process.on('disconnect', () => end(1));
  process.channel?.unref();
  process.on('uncaughtException', (error) => end(report(error)));

  return {
    signal: abort.signal,
    async start(what, starting, stop) {
      stops.push(async () => {
        const started = await starting.then(
          (value) => ({ value }),
          () => undefined,
        );
        if (started) await step(`Stopping ${what}`, () => stop(started.value));
      });
      return starting;
    },
    onEnd: (act) => last.push(act),
    stopAll: async () => {
      await stopAll();
    },
    end,
    fail,
  };
}

/** Runs `main` with a lifetime; a failure is reported and ends what was started. */
export async function withLifetime(
  main: (life: Lifetime) => Promise<void>,
  options: { onSignal?: number } = {},
): Promise<void> {
  const life = lifetime(options);
  try {
    await main(life);
  } catch (error) {
    await life.fail(error);
  }
}
