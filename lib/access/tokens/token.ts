import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** A token in its two parts: the prefix by which it is found, and the secret that proves it. */
export interface TokenParts {
  prefix: string;
  secret: string;
}

const FORMAT = /^tdm_([a-z2-7]{8})_([A-Za-z0-9_-]{43})$/;
const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';
const PREFIX_CHARS = 8;
const SECRET_BYTES = 32;

/** A new token: 40 bits to be found by, 256 to be proven by. */
export function makeToken(): TokenParts {
  const prefix = Array.from(randomBytes(PREFIX_CHARS), (byte) => BASE32[byte % BASE32.length]).join('');
  return { prefix, secret: randomBytes(SECRET_BYTES).toString('base64url') };
}

/** A token as it is sent: `tdm_<prefix>_<secret>`. */
export const writeToken = ({ prefix, secret }: TokenParts): string => `tdm_${prefix}_${secret}`;

/** What may be shown of a token: enough to know it by. */
export const shownToken = (prefix: string): string => `tdm_${prefix}`;

/** The parts of a token; null for any other text. */
export function parseToken(text: string): TokenParts | null {
  const [, prefix, secret] = FORMAT.exec(text) ?? [];
  return prefix === undefined || secret === undefined ? null : { prefix, secret };
}

/** What stands after `Bearer` in an Authorization header; null for no header, or one of another scheme. */
export function bearerOf(authorization: string | null): string | null {
  const [, credentials] = /^bearer[ ]+(.*)$/i.exec(authorization ?? '') ?? [];
  return credentials?.trim() ?? null;
}

/** What is kept of a secret: its SHA-256. It is random and long, so that nothing slower is needed. */
export const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();

/** Whether the secret has that hash, in a time that does not depend on either. */
export const provesHash = (secret: string, hash: Uint8Array): boolean => timingSafeEqual(hashOf(secret), hash);

export const TOKEN_STATES = ['active', 'expired', 'revoked'] as const;
export type TokenState = (typeof TOKEN_STATES)[number];

/** Whether a token holds at that instant. It has expired from its last instant on. */
export function tokenState(token: { expiresAt: Date | null; revokedAt: Date | null }, now: Date): TokenState {
  if (token.revokedAt !== null) return 'revoked';
  return token.expiresAt !== null && token.expiresAt <= now ? 'expired' : 'active';
}

/** How often the last use of a token is written down at most. */
export const USE_INTERVAL_MS = 60_000;

/** Whether a use at that instant is to be written down. */
export const isUseDue = (lastUsedAt: Date | null, now: Date): boolean =>
  lastUsedAt === null || now.getTime() - lastUsedAt.getTime() >= USE_INTERVAL_MS;
