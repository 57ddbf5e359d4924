import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '#lib/db/database.ts';
import { rangesOf } from './address-guard.ts';
import { requestOf } from './channels/channels.ts';
import type { Destination } from './destination.ts';
import type { Notice, NoticeEvent } from './notice.ts';
import { MOST_HOLD_MS, PAUSE_MS } from './rates.ts';
import { send } from './send.ts';
import { sendMail } from './send-mail.ts';
import {
  type ClaimedDelivery,
  claimDeliveries,
  findDestination,
  holdDestination,
  openDestination,
  putNotice,
  recordAttempt,
} from './store.ts';
import { nextAttemptMs, type Verdict, verdictOf } from './verdict.ts';

export interface DispatcherOptions {
  database: Database;
  /** The sealed secrets of a destination as JSON; null where there are none, or no key opens them. */
  secretsOf(destinationId: string): Promise<string | null>;
  /** Why the worst incident of a notice lags, in a sentence; null where nobody can tell. */
  explain?(notice: Notice): Promise<string | null>;
  allowedAddresses: readonly string[];
  sendTimeoutMs: number;
  lookIntervalMs: number;
  random?(): number;
  log: { warn(fields: object, message: string): void };
}

/** What is sent at once, and of that to one destination: one that hangs holds up nobody else. */
const AT_ONCE = 64;
const AT_ONCE_TO_ONE = 4;
/** A claim outlives the exchange by so much: whoever has it then is gone. */
const CLAIM_SLACK_MS = 5_000;
/** A timer may be early by a little; a look that is early is for nothing. */
const TIMER_SLACK_MS = 5;

/**
 * Delivers what is in the outbox: at least once, in order for each notice and destination, by however many processes. What an attempt
 * came to is put down before the next; a process that dies in between sends it again, under the same id.
 */
export class Dispatcher {
  readonly #options: DispatcherOptions;
  readonly #stop = new AbortController();
  readonly #finished: Promise<void>;
  /** What is being sent, by destination. */
  readonly #sending = new Map<string, Set<Promise<void>>>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #wake: () => void = () => {};
  #isWoken = false;

  constructor(options: DispatcherOptions) {
    this.#options = options;
    this.#finished = this.#run();
  }

  /** There may be something to deliver. */
  wake(): void {
    // It may be looking just now, and have looked past what came since.
    this.#isWoken = true;
    this.#wake();
  }

  /** Ends once what is being sent has its answer. */
  async stop(): Promise<void> {
    this.#stop.abort();
    this.wake();
    await this.#finished;
    for (const timer of this.#timers) clearTimeout(timer);
  }

  async #run(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      this.#isWoken = false;
      try {
        if ((await this.#beginDue()) > 0) continue;
      } catch (error) {
        this.#options.log.warn({ err: error }, 'the outbox cannot be read; trying again');
      }
      await this.#pause();
    }
    await Promise.all(this.#inFlight());
  }

  async #pause(): Promise<void> {
    if (this.#isWoken || this.#stop.signal.aborted) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, this.#options.lookIntervalMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #inFlight = (): Promise<void>[] => [...this.#sending.values()].flatMap((ofOne) => [...ofOne]);

  /** Begins what is due, as much as may be sent at once; gives how much that is. */
  async #beginDue(): Promise<number> {
    const { database, sendTimeoutMs } = this.#options;
    const limit = AT_ONCE - this.#inFlight().length;
    if (limit <= 0) return 0;
    const busy = [...this.#sending].flatMap(([destination, { size }]) => (size >= AT_ONCE_TO_ONE ? destination : []));
    const due = await claimDeliveries(database, { limit, forMs: sendTimeoutMs + CLAIM_SLACK_MS, busy });
    for (const delivery of due) this.#begin(delivery);
    return due.length;
  }

  #begin(delivery: ClaimedDelivery): void {
    const { destinationId, kind } = delivery;
    this.#wakeIn(PAUSE_MS[kind]);
    const ofOne = this.#sending.get(destinationId) ?? new Set();
    this.#sending.set(destinationId, ofOne);
    const sending = this.#deliver(delivery)
      // The claim runs out, and somebody takes it again.
      .catch((error: unknown) => this.#options.log.warn({ err: error }, 'a delivery cannot be put down'))
      .finally(() => {
        ofOne.delete(sending);
        if (ofOne.size === 0) this.#sending.delete(destinationId);
        this.wake();
      });
    ofOne.add(sending);
  }

  /** The next one to the same destination may go then. */
  #wakeIn(ms: number): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.wake();
    }, ms + TIMER_SLACK_MS);
    this.#timers.add(timer);
  }

  async #deliver(delivery: ClaimedDelivery): Promise<void> {
    const { database, random = Math.random } = this.#options;
    const at = new Date();
    const verdict = await this.#attempt(delivery, at);
    const attempt = delivery.attempts + 1;
    const sinceMs = at.getTime() - delivery.triedSince.getTime();
    const retryInMs =
      verdict.outcome === 'retry' ? nextAttemptMs(attempt, sinceMs, random(), verdict.retryAfterMs) : null;
    const durationMs = Date.now() - at.getTime();
    await database.transaction(async (sql) => {
      // In the order in which they are locked to be taken.
      if (verdict.status === TOO_MANY) await holdDestination(sql, delivery.destinationId, holdMs(verdict));
      await recordAttempt(sql, { id: delivery.id, claim: delivery.claim, attempt, at, durationMs, verdict, retryInMs });
    });
  }

  /** With why, found out before the first attempt and kept for all others. */
  async #explained({ id, notice, attempts }: ClaimedDelivery): Promise<Notice> {
    const { database, explain, log } = this.#options;
    const [worst, ...others] = notice.incidents;
    if (explain === undefined || worst === undefined || attempts > 0 || !IS_EXPLAINED[notice.event]) return notice;
    try {
      const cause = await Promise.race([explain(notice), pause(EXPLAINED_WITHIN_MS, null, { ref: false })]);
      if (cause === null) return notice;
      const explained = { ...notice, incidents: [{ ...worst, cause }, ...others] };
      await putNotice(database, id, explained);
      return explained;
    } catch (error) {
      log.warn({ err: error }, 'nobody can say why a group lags; its page goes without');
      return notice;
    }
  }

  async #attempt(delivery: ClaimedDelivery, now: Date): Promise<Verdict> {
    const stored = await findDestination(this.#options.database, delivery.destinationId);
    const secrets = stored && (await this.#options.secretsOf(stored.id));
    const destination = stored && openDestination(stored, secrets);
    if (destination === null) return UNUSABLE;
    const notice = await this.#explained(delivery);
    return sendNotice(notice, destination, { ...this.#options, deliveryId: delivery.deliveryId, now });
  }
}

const TOO_MANY = 429;

/** A page does not wait longer for its reason. */
const EXPLAINED_WITHIN_MS = 2_000;
/** What is over, or seen, needs no reason. */
const IS_EXPLAINED: Record<NoticeEvent, boolean> = {
  opened: true,
  updated: true,
  acknowledged: false,
  resolved: false,
};

/** For how long nobody is told anything there, once it said that it was told too much. */
const holdMs = ({ retryAfterMs }: Verdict): number => Math.min(retryAfterMs ?? 0, MOST_HOLD_MS);

const UNUSABLE: Verdict = {
  outcome: 'parked',
  status: null,
  detail: 'the secrets of the destination cannot be opened with the key of this installation: enter them anew',
  retryAfterMs: null,
};

/** Sends a notice once. */
export async function sendNotice(
  notice: ClaimedDelivery['notice'],
  destination: Destination,
  {
    deliveryId,
    now,
    allowedAddresses,
    sendTimeoutMs,
  }: { deliveryId: string; now: Date; allowedAddresses: readonly string[]; sendTimeoutMs: number },
): Promise<Verdict> {
  const request = requestOf(notice, destination, { now, deliveryId });
  const options = { timeoutMs: sendTimeoutMs, allowed: rangesOf(allowedAddresses) };
  const sent = await ('mail' in request ? sendMail(request, options) : send(request, options));
  return verdictOf(sent, destination, now);
}
