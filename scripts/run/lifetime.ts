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
  /** Stops everything, then ends the process. Later calls change nothing. */
  end(exitCode: number): Promise<never>;
}

/** Takes charge of this process: a signal, an uncaught error or the death of the parent stops all it started, in order. */
export function lifetime(): Lifetime {
  const abort = new AbortController();
  const stops: { what: string; stop: () => Promise<void> }[] = [];
  const last: (() => void)[] = [];
  let ending: Promise<never> | undefined;

  async function stopAll(exitCode: number): Promise<never> {
    abort.abort(new Error('stopping'));
    let code = exitCode;
    for (const { what, stop } of stops.reverse()) {
      await step(`Stopping ${what}`, stop).catch((error) => {
        code = report(error);
      });
    }
    for (const act of last) act();
    process.exit(code);
  }
  const end = (exitCode: number) => {
    ending ??= stopAll(exitCode);
    return ending;
  };

  // A terminal's Ctrl-C arrives twice, from the terminal and from npm: once stopping, further signals change nothing.
  // An end that was asked for is a success.
  for (const signal of SIGNALS) process.on(signal, () => end(0));
  process.on('disconnect', () => end(1));
  process.channel?.unref();
  process.on('uncaughtException', (error) => end(report(error)));

  return {
    signal: abort.signal,
    async start(what, starting, stop) {
      stops.push({
        what,
        stop: async () => {
          const started = await starting.then(
            (value) => ({ value }),
            () => undefined,
          );
          if (started) await stop(started.value);
        },
      });
      return starting;
    },
    onEnd: (act) => last.push(act),
    end,
  };
}

/** Runs `main` with a lifetime; a failure is reported and ends what was started. */
export async function withLifetime(main: (life: Lifetime) => Promise<void>): Promise<void> {
  const life = lifetime();
  try {
    await main(life);
  } catch (error) {
    await life.end(life.signal.aborted ? 0 : report(error));
  }
}
