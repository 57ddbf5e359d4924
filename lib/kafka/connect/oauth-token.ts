import { z } from 'zod';
import type { OauthSaslConfig } from '#lib/config/cluster-config.ts';

/** Thrown when no token can be had. The message names the endpoint and its status, never the secret or the token. */
export class OauthTokenError extends Error {
  readonly code = 'OAUTH_TOKEN_FAILED';

  constructor(message: string) {
    super(message);
    this.name = 'OauthTokenError';
  }
}

/** Thrown when a broker does not accept the token. Not worth a retry: the next token will be of the same kind. */
export class TokenRefusedError extends Error {
  readonly code = 'SASL_AUTHENTICATION_FAILED';
  /** Read by kafkajs. */
  readonly retriable = false;

  constructor() {
    super('the broker refused the token');
    this.name = 'TokenRefusedError';
  }
}

export interface TokenRequestOptions {
  nowMs(): number;
  /** Bound of one request to the endpoint. */
  timeoutMs: number;
}

interface Token {
  value: string;
  /** From here on a new one is asked for. */
  refreshAtMs: number;
  expiresAtMs: number;
}

/** Part of a token's life after which it is replaced; Kafka's own clients use the same. */
const REFRESH_AFTER = 0.8;
/** Assumed life where neither the answer nor the token tells. */
const UNTOLD_LIFE_MS = 60_000;
/** A token with less life than this is not handed out: it could expire on the way to the broker. */
const MIN_LIFE_MS = 5_000;

/**
 * Gives the access token of a cluster (OAuth 2 client credentials, RFC 6749 section 4.4). Cached, asked for anew at 80 % of
 * its life, by one request at a time however many connections wait. While that fails, a token that still lives is given.
 */
export function tokenSource(oauth: OauthSaslConfig, options: TokenRequestOptions): () => Promise<string> {
  let held: Token | null = null;
  let asking: Promise<Token> | null = null;

  const ask = (): Promise<Token> => {
    asking ??= requestToken(oauth, options).finally(() => {
      asking = null;
    });
    return asking;
  };

  return async () => {
    if (held && options.nowMs() < held.refreshAtMs) return held.value;
    try {
      held = await ask();
    } catch (error) {
      if (!held || options.nowMs() + MIN_LIFE_MS > held.expiresAtMs) throw error;
    }
    return held.value;
  };
}

const tokenAnswer = z.object({
  access_token: z.string().min(1),
  expires_in: z.coerce.number().positive().optional().catch(undefined),
});
/** Only the standard's short words: the description beside them may repeat what we sent. */
const errorAnswer = z.object({ error: z.string().regex(/^[a-z_]{1,40}$/) });

async function requestToken(oauth: OauthSaslConfig, options: TokenRequestOptions): Promise<Token> {
  const askedAtMs = options.nowMs();
  const endpoint = `the token endpoint ${withoutQuery(oauth.tokenUrl)}`;
  const { status, answer } = await post(oauth, options.timeoutMs).catch((error: unknown) => {
    throw new OauthTokenError(`${endpoint} ${whyNotReached(error, options.timeoutMs)}`);
  });
  const token = tokenAnswer.safeParse(answer);
  if (status !== 200) {
    const told = errorAnswer.safeParse(answer);
    throw new OauthTokenError(`${endpoint} answered ${status}${told.success ? ` (${told.data.error})` : ''}`);
  }
  if (!token.success) throw new OauthTokenError(`${endpoint} answered 200, but without an access_token in JSON`);
  const { access_token: value, expires_in: lifeS } = token.data;
  const lifeMs = lifeS === undefined ? (lifeInToken(value, askedAtMs) ?? UNTOLD_LIFE_MS) : lifeS * 1_000;
  return { value, refreshAtMs: askedAtMs + lifeMs * REFRESH_AFTER, expiresAtMs: askedAtMs + lifeMs };
}

async function post(oauth: OauthSaslConfig, timeoutMs: number): Promise<{ status: number; answer: unknown }> {
  const response = await fetch(oauth.tokenUrl, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      ...(oauth.scope !== null && { scope: oauth.scope }),
      ...(oauth.audience !== null && { audience: oauth.audience }),
    }),
    headers: { authorization: basicAuth(oauth), accept: 'application/json' },
    // A redirect would carry the client's secret to an address nobody configured.
    redirect: 'manual',
    signal: AbortSignal.timeout(timeoutMs),
  });
  const text = await response.text();
  return { status: response.status, answer: parseJson(text) };
}

/** RFC 6749 section 2.3.1: id and secret are form-encoded before they are joined. */
function basicAuth({ clientId, clientSecret }: OauthSaslConfig): string {
  const [id, secret] = [clientId, clientSecret.reveal()].map((text) => encodeURIComponent(text).replaceAll('%20', '+'));
  return `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
}

const systemError = z.object({ cause: z.object({ code: z.string() }) });

function whyNotReached(error: unknown, timeoutMs: number): string {
  if (error instanceof Error && error.name === 'TimeoutError') return `did not answer within ${timeoutMs} ms`;
  const known = systemError.safeParse(error);
  return `can't be reached (${known.success ? known.data.cause.code : 'the connection failed'})`;
}

const claims = z.object({ exp: z.number() });

/** `exp` of a JWT, as milliseconds from now. Other tokens are opaque. */
function lifeInToken(token: string, nowMs: number): number | null {
  const parsed = claims.safeParse(parseJson(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')));
  const lifeMs = parsed.success ? parsed.data.exp * 1_000 - nowMs : 0;
  return lifeMs > 0 ? lifeMs : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function withoutQuery(url: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}
