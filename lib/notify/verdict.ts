import type { Answer } from './channels/channel.ts';
import { isTaken } from './channels/channels.ts';
import { clipped, oneLine } from './channels/fitting.ts';
import { type Destination, secretsOf } from './destination.ts';
import type { Sent } from './sent.ts';

/** What an attempt came to. */
export interface Verdict {
  outcome: 'delivered' | 'retry' | 'parked';
  status: number | null;
  /** In words for the log, without secrets. */
  detail: string;
  /** Not before so long; null where the destination did not say. */
  retryAfterMs: number | null;
}

const MOST_WAIT_MS = 86_400_000;
const MOST_DETAIL = 300;

/**
 * Taken, to be tried again (429, 5xx, of mail servers 4xx, no answer), or not to be tried again by itself: other answers, a 2xx that is
 * not how this kind of destination says yes among them, and every redirect, which is never followed, will be the same next time.
 */
export function verdictOf(sent: Sent, destination: Destination, now: Date): Verdict {
  const detail = (text: string) => shown(text, destination);
  if (!sent.ok) {
    return {
      outcome: sent.isFinal ? 'parked' : 'retry',
      status: null,
      detail: detail(sent.reason),
      retryAfterMs: null,
    };
  }
  const { answer } = sent;
  const { status } = answer;
  const said = detail(`${status}${answer.text.trim() === '' ? '' : ` ${answer.text}`}`);
  if (isTaken(destination.kind, answer)) return { outcome: 'delivered', status, detail: said, retryAfterMs: null };
  if (isPassing(destination.kind, status)) {
    return { outcome: 'retry', status, detail: said, retryAfterMs: retryAfterOf(answer, now) };
  }
  const isRedirect = status >= 300 && status < 400;
  return {
    outcome: 'parked',
    status,
    detail: isRedirect ? `${said} (redirects are not followed)` : said,
    retryAfterMs: null,
  };
}

/** Whether it may be otherwise next time: mail servers say so with 4xx, and no for good with 5xx. */
const isPassing = (kind: Destination['kind'], status: number): boolean =>
  kind === 'email' ? status >= 400 && status < 500 : status === 429 || status >= 500;

/** Seconds, or a date; bounded, as a destination may say anything. */
function retryAfterOf({ retryAfter }: Answer, now: Date): number | null {
  if (retryAfter === null) return null;
  const ms = /^\d+$/.test(retryAfter) ? Number(retryAfter) * 1000 : Date.parse(retryAfter) - now.getTime();
  return Number.isNaN(ms) ? null : Math.min(Math.max(0, ms), MOST_WAIT_MS);
}

/** What came from elsewhere, as one line, with none of the secrets of the destination. */
function shown(text: string, destination: Destination): string {
  const line = secretsOf(destination)
    .flatMap((secret) => [secret, encodeURIComponent(secret)])
    .reduce((clean, secret) => clean.replaceAll(secret, '[secret]'), text);
  return clipped(oneLine(line), MOST_DETAIL);
}

/** Pauses after the first, second, ... attempt that failed; the last of them is repeated until a day is over. */
export const RETRY_STEPS_MS = [1_000, 5_000, 30_000, 120_000, 600_000, 1_800_000, 3_600_000];
export const RETRY_FOR_MS = 86_400_000;

const JITTER = 0.2;

/** When to try again after so many attempts; null where it has been tried for long enough. `random` lies in [0, 1). */
export function nextAttemptMs(
  attempts: number,
  sinceMs: number,
  random: number,
  retryAfterMs: number | null,
): number | null {
  if (sinceMs >= RETRY_FOR_MS) return null;
  const step = RETRY_STEPS_MS[Math.min(attempts, RETRY_STEPS_MS.length) - 1] ?? 0;
  return Math.max(retryAfterMs ?? 0, step * (1 + JITTER * (2 * random - 1)));
}
