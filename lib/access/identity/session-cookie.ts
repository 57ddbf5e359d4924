import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * How names of our cookies begin. A browser takes one of the second kind only over TLS from the very host that it is for, so that
 * nothing on a neighbouring host, or in between without TLS, can write one over ours.
 */
export const cookiePrefix = (isSecure: boolean): string => (isSecure ? '__Host-tidemark' : 'tidemark');

const nameOf = (isSecure: boolean): string => `${cookiePrefix(isSecure)}.session_token`;

/**
 * The token of the session that the browser sent along, if its signature is ours; else null. Over TLS that of the cookie that
 * only TLS brings: anybody in between can write the other one. The cookie is written by
 * better-auth: `token.signature`, percent-encoded, the signature being base64 of HMAC-SHA256 with the sign-in secret.
 */
export function sessionTokenOf(
  request: Pick<Request, 'headers'>,
  { secret, isSecure }: { secret: string; isSecure: boolean },
): string | null {
  return tokenIn(cookieIn(request.headers.get('cookie') ?? '', nameOf(isSecure)), secret);
}

/** The tokens of both cookies, that of TLS and that of without: whoever signs out leaves neither. */
export function sessionTokensOf(request: Pick<Request, 'headers'>, secret: string): string[] {
  const header = request.headers.get('cookie') ?? '';
  return [true, false].flatMap((isSecure) => tokenIn(cookieIn(header, nameOf(isSecure)), secret) ?? []);
}

function tokenIn(value: string | null, secret: string): string | null {
  if (value === null) return null;
  const dot = value.lastIndexOf('.');
  if (dot < 1) return null;
  const [token, signature] = [value.slice(0, dot), value.slice(dot + 1)];
  return isSignature(signature, token, secret) ? token : null;
}

function isSignature(signature: string, token: string, secret: string): boolean {
  const expected = createHmac('sha256', secret).update(token).digest();
  const given = Buffer.from(signature, 'base64');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function cookieIn(header: string, name: string): string | null {
  for (const pair of header.split(';')) {
    const at = pair.indexOf('=');
    if (at !== -1 && pair.slice(0, at).trim() === name) return decoded(pair.slice(at + 1).trim());
  }
  return null;
}

function decoded(value: string): string | null {
  try {
    return decodeURIComponent(value);
  } catch {
    return null;
  }
}
