/** One thing that runs for as long as the demo does: a member, a producer, a watcher. */
export interface Job {
  readonly name: string;
  /** Runs until the signal aborts; a rejection makes the supervisor start it again, a return does not. */
  run(life: Life): Promise<void>;
}

/** What a job knows about its own life. */
export interface Life {
  readonly signal: AbortSignal;
  /** To be called once the job does what it is there for. */
  up(): void;
}

const FIRST_BACKOFF_MS = 250;
const LONGEST_BACKOFF_MS = 15_000;

/** A coordinator that loads or a leader that moves is over in a second; only what lasts is told. */
const WORTH_A_LINE = 3;

/** Waits, or returns early when the signal aborts; never rejects. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
  });
}

/** Resolves when the signal aborts. */
export function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

/** A rejection to come, which may also come before anybody waits for it. */
export interface Failure {
  readonly promise: Promise<never>;
  reject(reason: unknown): void;
}

/** Gives a failure that has not happened yet. */
export function failure(): Failure {
  const { promise, reject } = Promise.withResolvers<never>();
  promise.catch(() => undefined);
  return { promise, reject };
}

/** A job under supervision. */
export interface Supervised {
  /** Resolves when the job has been up for the first time. */
  readonly ready: Promise<void>;
  /** Resolves when the job has ended for good: of itself, or after the signal. */
  readonly ended: Promise<void>;
}

/** Keeps a job running until the signal: starts it again with growing waits, and says so once per outage. */
export function supervise(job: Job, signal: AbortSignal, log: (line: string) => void): Supervised {
  const ready = Promise.withResolvers<void>();
  const loop = async (): Promise<void> => {
    let failures = 0;
    const up = (): void => {
      if (failures >= WORTH_A_LINE) log(`${job.name}: running again`);
      failures = 0;
      ready.resolve();
    };
    while (!signal.aborted) {
      try {
        return await job.run({ signal, up });
      } catch (error) {
        if (signal.aborted) return;
        failures += 1;
        if (failures === WORTH_A_LINE) log(`${job.name}: ${reason(error)}; trying again until it works`);
      }
      await pause(Math.min(FIRST_BACKOFF_MS * 2 ** failures, LONGEST_BACKOFF_MS), signal);
    }
  };
  return { ready: ready.promise, ended: loop() };
}

/** Clients wrap what went wrong in how often they tried; the innermost error is the one that helps. */
function reason(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return reason(error.errors[0]);
  if (error instanceof Error && error.cause !== undefined) return reason(error.cause);
  return error instanceof Error ? error.message : String(error);
}
