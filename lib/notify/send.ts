import { type LookupAddress, lookup } from 'node:dns';
import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { type BlockList, isIP, type LookupFunction } from 'node:net';
import { isOpen } from './address-guard.ts';
import type { Answer, ChannelRequest } from './channels/channel.ts';

export interface SendOptions {
  /** For the whole exchange. */
  timeoutMs: number;
  /** Addresses inside that are open all the same. */
  allowed: BlockList;
  /** Tests bring names of their own. */
  resolve?: typeof lookup;
  signal?: AbortSignal;
}

/** What became of a request: an answer of whatever status, or why there is none. `isFinal`: it will not be otherwise next time. */
export type Sent = { ok: true; answer: Answer } | { ok: false; reason: string; isFinal: boolean };

/** More of an answer nobody reads. */
const MOST_ANSWER_BYTES = 4_096;

/**
 * Sends one request over a connection of its own. Redirects are answers like any other. The address is looked at as it is connected
 * to, so that no name can lead elsewhere between the look and the connection.
 */
export function send({ url, headers, body }: ChannelRequest, options: SendOptions): Promise<Sent> {
  const target = new URL(url);
  const literal = target.hostname.replace(/^\[|\]$/g, '');
  if (isIP(literal) !== 0 && !isOpen(literal, options.allowed)) return Promise.resolve(closed(literal));
  const secure = target.protocol === 'https:';
  const timeout = AbortSignal.timeout(options.timeoutMs);
  const signal = options.signal ? AbortSignal.any([timeout, options.signal]) : timeout;
  const requestOptions: RequestOptions = {
    method: 'POST',
    agent: false,
    headers: { ...headers, 'user-agent': 'Tidemark', 'content-length': Buffer.byteLength(body), connection: 'close' },
    lookup: guardedLookup(options),
    signal,
  };
  return new Promise((settle) => {
    const fail = (error: unknown) =>
      settle(
        timeout.aborted ? late(options.timeoutMs) : { ok: false, reason: reasonOf(error), isFinal: isClosed(error) },
      );
    const request = (secure ? httpsRequest : httpRequest)(target, requestOptions, (response) => {
      readAnswer(response).then((answer) => settle({ ok: true, answer }), fail);
    });
    request.on('error', fail);
    request.end(body);
  });
}

const late = (timeoutMs: number): Sent => ({
  ok: false,
  reason: `no answer within ${timeoutMs / 1000} s`,
  isFinal: false,
});

/** The address is inside, and nobody allowed it. */
class ClosedAddress extends Error {
  constructor(address: string) {
    super(
      `${address} is a private, loopback or otherwise closed address; TIDEMARK_ALERT_ALLOWED_ADDRESSES may open it`,
    );
  }
}

const closed = (address: string): Sent => ({ ok: false, reason: new ClosedAddress(address).message, isFinal: true });
const isClosed = (error: unknown): boolean => error instanceof ClosedAddress;

/** Resolves a name to those of its addresses that are open. Throws where none is. */
function guardedLookup({ allowed, resolve = lookup }: SendOptions): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) {
        callback(error, '', 0);
        return;
      }
      const found: LookupAddress[] = addresses;
      const open = found.filter(({ address }) => isOpen(address, allowed));
      const [first] = open;
      if (first === undefined) callback(new ClosedAddress(`${hostname} (${found[0]?.address ?? 'no address'})`), '', 0);
      else if (options.all) callback(null, open);
      else callback(null, first.address, first.family);
    });
  };
}

async function readAnswer(response: IncomingMessage): Promise<Answer> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of response) {
    parts.push(part);
    bytes += part.length;
    if (bytes >= MOST_ANSWER_BYTES) break;
  }
  response.destroy();
  return {
    status: response.statusCode ?? 0,
    retryAfter: response.headers['retry-after'] ?? null,
    text: Buffer.concat(parts).subarray(0, MOST_ANSWER_BYTES).toString('utf8'),
  };
}

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
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const known = REASONS[code];
  if (known !== undefined) return known;
  if (/CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO_VERIFY|EPROTO/.test(code))
    return `its certificate or TLS is not right: ${error.message}`;
  if (/^HPE_/.test(code)) return 'what it answered is no HTTP';
  return error.message;
}
