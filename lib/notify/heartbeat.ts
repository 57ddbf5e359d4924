import { setTimeout as pause } from 'node:timers/promises';
import type { Secret } from '#lib/config/secret.ts';
import { rangesOf } from './address-guard.ts';
import { send } from './send.ts';

export interface HeartbeatOptions {
  /** Who knows it can make it beat: it is in no log. */
  url: Secret;
  intervalMs: number;
  timeoutMs: number;
  allowedAddresses: readonly string[];
  /** Why nobody would be paged now, in words; null where all is well. What it throws is trouble as well. */
  troubleAt(now: Date): Promise<string | null>;
  log: { warn(fields: object, message: string): void; info(fields: object, message: string): void };
}

/** Tells a dead-man switch again and again that alerts work, and says nothing as long as they do not. */
export class Heartbeat {
  readonly #options: HeartbeatOptions;
  readonly #stop = new AbortController();
  readonly #finished: Promise<void>;
  /** What is wrong, as it was logged. */
  #trouble: string | null = null;

  constructor(options: HeartbeatOptions) {
    this.#options = options;
    this.#finished = this.#run();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#finished;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      this.#note(await this.#beat());
      await pause(this.#options.intervalMs, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Why it did not arrive; null where it did. */
  async #beat(): Promise<string | null> {
    const { url, timeoutMs, allowedAddresses, troubleAt } = this.#options;
    try {
      const trouble = await troubleAt(new Date());
      if (trouble !== null) return `it is not sent: ${trouble}`;
    } catch {
      return 'it is not sent: the database does not answer';
    }
    const sent = await send(
      { url: url.reveal(), headers: { 'content-type': 'text/plain' }, body: '' },
      { timeoutMs, allowed: rangesOf(allowedAddresses) },
    );
    if (!sent.ok) return `it does not arrive: ${sent.reason}`;
    const { status } = sent.answer;
    return status >= 200 && status < 300 ? null : `it is answered with ${status}`;
  }

  #note(trouble: string | null): void {
    if (trouble === this.#trouble) return;
    if (trouble === null) this.#options.log.info({}, 'the heartbeat of the alerts arrives again');
    else this.#options.log.warn({ trouble }, 'the heartbeat of the alerts stays away');
    this.#trouble = trouble;
  }
}
