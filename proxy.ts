import { refuseMalformedPath } from '#lib/api/malformed-path.ts';

/** Runs in front of the router, for the few paths that have a percent sign in them. */
export function proxy(request: Request): Response | undefined {
  return refuseMalformedPath(request) ?? undefined;
}

export const config = { matcher: '/(.*%.*)' };
