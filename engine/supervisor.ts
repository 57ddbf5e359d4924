import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { BEATS, type EngineCommand, type EngineData, SIGN_BYTES, WAITING_POLLS } from './messages.ts';

export interface SupervisorOptions {
  /** The bundled engine. */
  bundle: string;
  heapMb: number;
  /** From the start of the thread to its first sign of life. */
  loadTimeoutMs: number;
  /** From one sign of life to the next. */
  watchdogMs: number;
  restartBackoffMinMs: number;
  restartBackoffMaxMs: number;
  restartResetMs: number;
  log: { info(fields: object, message: string): void; error(fields: object, message: string): void };
}

const BEATS_PER_WATCH = 8;
/** Of 32 MB a poll of 120,000 group-partitions fills the half that is in use 8 times, each time copying what it still needs. */
const YOUNG_HEAP_MB = 64;
const MAY_BE_LATE = 1.5;

/** Keeps one engine thread alive: restarts it with backoff when it dies, ends it when it hangs. */
export class Supervisor {
  #options: SupervisorOptions;
  // Two containers may have the same host name, and in both this is process 1: only chance tells them apart.
  #holder = `${hostname()}:${process.pid}:${randomUUID()}`;
  #worker: Worker | null = null;
  #stopping = false;
  #backoffMs: number;
  #restart: NodeJS.Timeout | null = null;

  /** Throws when there is no bundle: a healthy page over a dead engine would be worse than no start. */
  constructor(options: SupervisorOptions) {
    if (!existsSync(options.bundle)) throw new Error(`${options.bundle} is missing: run npm run build`);
    this.#options = options;
    this.#backoffMs = options.restartBackoffMinMs;
    this.#start();
  }

  /** Lets the running poll end, at most `timeoutMs`, then ends the thread. */
  async stop(timeoutMs: number): Promise<void> {
    this.#stopping = true;
    if (this.#restart) clearTimeout(this.#restart);
    const worker = this.#worker;
    if (!worker) return;
    const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
    worker.postMessage('stop' satisfies EngineCommand);
    const timer = setTimeout(() => void worker.terminate(), timeoutMs);
    await exited;
    clearTimeout(timer);
  }

  /** Ends the thread at once; a new one starts from the bundle as it is now. */
  replace(): void {
    this.#backoffMs = 0;
    void this.#worker?.terminate();
  }

  #start(): void {
    const { bundle, heapMb, watchdogMs, log } = this.#options;
    const startedAt = performance.now();
    const data: EngineData = {
      holder: this.#holder,
      beat: new SharedArrayBuffer(SIGN_BYTES),
      beatIntervalMs: watchdogMs / BEATS_PER_WATCH,
    };
    const worker = new Worker(pathToFileURL(bundle), {
      name: 'engine',
      execArgv: [],
      workerData: data,
      resourceLimits: { maxOldGenerationSizeMb: heapMb, maxYoungGenerationSizeMb: YOUNG_HEAP_MB },
    });
    this.#worker = worker;
    const sign = new Int32Array(data.beat);
    const endWatch = this.#watch(worker, sign);
    worker.on('error', (error) => log.error({ err: error }, 'the engine died'));
    worker.on('exit', (code) => {
      endWatch();
      this.#worker = null;
      const polls = Atomics.load(sign, WAITING_POLLS);
      if (polls > 0 && !this.#stopping)
        log.error({ polls }, 'polls that waited for Postgres in the engine are lost with it');
      if (!this.#stopping) this.#startAgain(code, performance.now() - startedAt);
    });
  }

  /** Ends the thread when it does not come up, or hangs later on; gives what ends the watch. */
  #watch(worker: Worker, sign: Int32Array): () => void {
    const { loadTimeoutMs, watchdogMs, log } = this.#options;
    const loading = setTimeout(() => {
      if (Atomics.load(sign, BEATS) !== 0) return;
      log.error({ loadTimeoutMs }, 'the engine does not come up, ending it');
      void worker.terminate();
    }, loadTimeoutMs);
    let last = 0;
    let lookedAtMs = performance.now();
    const running = setInterval(() => {
      const now = Atomics.load(sign, BEATS);
      // A process that slept wakes with all its threads: the engine has had no time for a sign of life.
      const slept = performance.now() - lookedAtMs > MAY_BE_LATE * watchdogMs;
      lookedAtMs = performance.now();
      // 0: still loading. This timer may itself have been late, so only a whole silent interval counts.
      if (now !== 0 && now === last && !slept) {
        log.error({ watchdogMs }, 'the engine hangs, ending it');
        void worker.terminate();
      }
      last = now;
    }, watchdogMs);
    return () => {
      clearTimeout(loading);
      clearInterval(running);
    };
  }

  #startAgain(code: number, livedMs: number): void {
    const { restartBackoffMinMs, restartBackoffMaxMs, restartResetMs, log } = this.#options;
    if (livedMs >= restartResetMs) this.#backoffMs = restartBackoffMinMs;
    log.error({ code, waitMs: this.#backoffMs }, 'the engine ended, starting it again');
    this.#restart = setTimeout(() => this.#start(), this.#backoffMs);
    this.#backoffMs = Math.min(Math.max(restartBackoffMinMs, this.#backoffMs * 2), restartBackoffMaxMs);
  }
}
