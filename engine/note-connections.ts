import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, Server } from 'node:http';
import { withinRanges } from '#lib/api/addresses.ts';
import { connectionOf, noteConnection } from '#lib/api/peer-address.ts';
import { requestTarget } from '#lib/api/request-target.ts';

/**
 * Notes on every request where it came from, before the framework sees it. The framework hands routes no socket, and writes
 * forwarding headers of its own that look like those of a proxy.
 */
export function noteConnections(trustedProxies: readonly string[]): void {
  const isProxy = withinRanges(trustedProxies);
  subscribe('http.server.request.start', (message) => {
    // Safe: this is what Node publishes there.
    const { request, server } = message as { request: IncomingMessage; server: Server };
    const { target, host } = requestTarget(request.url ?? '/', request.headers.host);
    request.url = target;
    if (host !== undefined) request.headers.host = host;
    noteConnection(request.headers, connectionOf(request.socket.remoteAddress, request.headers, isProxy));
    if (process.env.NODE_ENV === 'production') takeNoUpgrades(server);
  });
}

/**
 * Requests that ask for another protocol are answered like all others. Only the framework's development server has one to go on with;
 * built, it neither answers such a request nor lets go of its socket.
 */
function takeNoUpgrades(server: Server): void {
  if (server.listenerCount('upgrade') > 0) server.removeAllListeners('upgrade');
}
