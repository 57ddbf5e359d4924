import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Answer, ChannelRequest } from './channels/channel.ts';
import { closedHost, type Guard, guardedLookup } from './guarded-lookup.ts';
import { failed, late, type Sent } from './sent.ts';

export interface SendOptions extends Guard {
  /** For the whole exchange. */
  timeoutMs: number;
}

/** More of an answer nobody reads. */
const MOST_ANSWER_BYTES = 4_096;

/** Sends one request over a connection of its own. Redirects are answers like any other. */
export function send({ url, headers, body }: ChannelRequest, options: SendOptions): Promise<Sent> {
  const target = new URL(url);
  const closed = closedHost(target.hostname, options);
  if (closed !== null) return Promise.resolve(failed(closed));
  const secure = target.protocol === 'https:';
  const timeout = AbortSignal.timeout(options.timeoutMs);
  const requestOptions: RequestOptions = {
    method: 'POST',
    agent: false,
    headers: { ...headers, 'user-agent': 'Tidemark', 'content-length': Buffer.byteLength(body), connection: 'close' },
    lookup: guardedLookup(options),
    signal: timeout,
  };
  return new Promise((settle) => {
    const fail = (error: unknown) => settle(timeout.aborted ? late(options.timeoutMs) : failed(error));
    const request = (secure ? httpsRequest : httpRequest)(target, requestOptions, (response) => {
      readAnswer(response).then((answer) => settle({ ok: true, answer }), fail);
    });
    request.on('error', fail);
    request.end(body);
  });
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
