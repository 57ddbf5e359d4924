import type { CookieHeaders } from '#lib/access/identity/identity.ts';

/** A JSON answer that also gives the browser cookies, or takes them away. */
export function withCookies(body: unknown, cookies: CookieHeaders): Response {
  return Response.json(body, { headers: cookies });
}
