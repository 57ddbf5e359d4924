import type { Answer } from './channels/channel.ts';
import { ClosedAddress } from './guarded-lookup.ts';

/** What became of a message: an answer of whatever status, or why there is none. `isFinal`: it will not be otherwise next time. */
export type Sent = { ok: true; answer: Answer } | { ok: false; reason: string; isFinal: boolean };

/** Nobody answered in time. */
export const late = (timeoutMs: number): Sent => ({
  ok: false,
  reason: `no answer within ${timeoutMs / 1000} s`,
  isFinal: false,
});

/** Something failed before there was an answer. */
export const failed = (error: unknown): Sent => ({
  ok: false,
  reason: reasonOf(error),
  isFinal: error instanceof ClosedAddress,
});

const REASONS: Record<string, string> = {
  ENOTFOUND: 'its name is not known (DNS)',
  EAI_AGAIN: 'its name cannot be looked up now (DNS)',
  ECONNREFUSED: 'nothing listens there (connection refused)',
  ECONNRESET: 'the connection was reset before an answer came',
  EPIPE: 'the connection was closed before all was sent',
  ETIMEDOUT: 'the connection did not come up',
  EHOSTUNREACH: 'no route leads there',
  ENETUNREACH: 'no route leads there',
};

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'it failed';
  const code = codeOf(error);
  const known = REASONS[code];
  if (known !== undefined) return known;
  if (/CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO_VERIFY|EPROTO/.test(code))
    return `its certificate or TLS is not right: ${error.message}`;
  if (/^HPE_/.test(code)) return 'what it answered is no HTTP';
  return error.message;
}

/** The code of the system; nodemailer puts one of its own in its place. */
function codeOf(error: Error & { originalCode?: unknown; code?: unknown }): string {
  return [error.originalCode, error.code].find((one) => typeof one === 'string') ?? '';
}
