import { randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';
import { addressesIn, isLoopback, nameIn, plainAddress, withoutBrackets } from './addresses.ts';
import { once } from './web-process.ts';

/** Where a request came from, as the socket and the proxies that are believed have it. */
export interface Connection {
  /** Address at the other end of the socket; null where nobody looked. */
  peer: string | null;
  /** Address of whoever asked first: the peer, or what a believed proxy says of it. */
  client: string | null;
  /** The peer is one of the configured proxies: what its headers say may be believed. */
  isBehindProxy: boolean;
  /** Something on the way says that it passed the request on, believed or not. */
  isForwarded: boolean;
  /** It was sent to this machine by its loopback name or address, which nobody elsewhere calls it by. */
  isToLoopback: boolean;
}

const UNKNOWN: Connection = { peer: null, client: null, isBehindProxy: false, isForwarded: false, isToLoopback: false };

const FORWARDING_HEADERS = [
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
  'via',
];

/** What is known of a request when it arrives, of the address of its socket and the headers it came with. */
export function connectionOf(
  socketAddress: string | undefined,
  headers: IncomingHttpHeaders,
  isProxy: (address: string) => boolean,
): Connection {
  const peer = socketAddress === undefined ? null : plainAddress(socketAddress);
  const isBehindProxy = peer !== null && isProxy(peer);
  const isForwarded = FORWARDING_HEADERS.some((name) => headers[name] !== undefined);
  const hops = addressesIn([headers['x-forwarded-for'] ?? []].flat().join(','));
  const isToLoopback = isLoopback(withoutBrackets(nameIn(headers.host)));
  const client = isBehindProxy ? clientBehind(peer, hops, isProxy) : peer;
  return { peer, client, isBehindProxy, isForwarded, isToLoopback };
}

/**
 * Every proxy adds at the end whom it heard from. So the list is believed from its end, as long as what named an entry is one of
 * our proxies; what stands before that, anybody could have written.
 */
function clientBehind(peer: string, hops: readonly (string | null)[], isProxy: (address: string) => boolean): string {
  let client = peer;
  for (const hop of hops.toReversed()) {
    if (hop === null) break;
    client = hop;
    if (!isProxy(hop)) break;
  }
  return client;
}

/**
 * The header by which the process tells its routes of the connection. No client can send it, as its name is drawn anew by each
 * process: not even before the process has begun to write it.
 */
const header = (): string => once('connectionHeader', () => `x-tidemark-connection-${randomBytes(16).toString('hex')}`);

/** Writes it onto a request that has just arrived. */
export function noteConnection(headers: IncomingHttpHeaders, connection: Connection): void {
  headers[header()] = JSON.stringify(connection);
}

/** The connection that a request came over; nothing is known of one that did not come through the server. */
export function connectionFrom(request: Request): Connection {
  const noted = request.headers.get(header());
  // Safe: only noteConnection knows the name of the header.
  return noted === null ? UNKNOWN : (JSON.parse(noted) as Connection);
}

/**
 * Whether somebody on this very machine asks, and not for somebody else. Not every proxy writes a header of its own (HAProxy does not,
 * unless told to); but the name that it passes on is the one that people use.
 */
export const isFromHere = ({ peer, isForwarded, isToLoopback }: Connection): boolean =>
  peer !== null && isIP(peer) !== 0 && isLoopback(peer) && isToLoopback && !isForwarded;
