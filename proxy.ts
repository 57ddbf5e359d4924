import { randomBytes } from 'node:crypto';
import { NextResponse } from 'next/server';
import { refuseBeforeAdmin } from '#lib/api/before-admin.ts';
import { refuseOfCollector } from '#lib/api/collector-only.ts';
import { adminExists } from '#lib/api/first-admin.ts';
import { refuseForeignHost } from '#lib/api/foreign-host.ts';
import { refuseMalformedPath } from '#lib/api/malformed-path.ts';
import { contentSecurityPolicy, isPage } from '#lib/api/page-headers.ts';
import { PATH_HEADER } from '#lib/api/path-header.ts';
import { getConfig } from '#lib/config/config.ts';

const YEAR_SECONDS = 31_536_000;

/** Runs in front of every page, route and file: answers what must not reach them, and gives pages their nonce and their path. */
export async function proxy(request: Request): Promise<Response> {
  const { server } = getConfig();
  const refused =
    refuseForeignHost(request, server) ??
    refuseOfCollector(request, server.role) ??
    refuseMalformedPath(request) ??
    (await refuseBeforeAdmin(request, server.host, adminExists));
  const response = refused ?? (isPage(new URL(request.url).pathname) ? passOnPage(request) : NextResponse.next());
  if (server.publicUrl?.startsWith('https:')) {
    response.headers.set('strict-transport-security', `max-age=${YEAR_SECONDS}`);
  }
  return response;
}

/** The framework takes the nonce of its own scripts from the policy on the request; the layout takes it for those of others. */
function passOnPage(request: Request): NextResponse {
  const nonce = randomBytes(16).toString('base64');
  const policy = contentSecurityPolicy(nonce, process.env.NODE_ENV === 'development');
  const headers = new Headers(request.headers);
  headers.set('content-security-policy', policy);
  headers.set('x-nonce', nonce);
  headers.set(PATH_HEADER, pathOf(request));
  const response = NextResponse.next({ request: { headers } });
  response.headers.set('content-security-policy', policy);
  return response;
}

function pathOf(request: Request): string {
  const { pathname, search } = new URL(request.url);
  return pathname + search;
}
