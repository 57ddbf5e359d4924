import { BlockList, isIP } from 'node:net';

const MAPPED_IPV4 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;
const WITH_PORT = /^(?:\[([^\]]+)\]|(\d+\.\d+\.\d+\.\d+))(?::\d+)?$/;

/** An address as people know it: an IPv4 address that came over an IPv6 socket as IPv4, without the zone of a link-local one. */
export function plainAddress(address: string): string {
  return MAPPED_IPV4.exec(address)?.[1] ?? address.replace(/%.*$/, '').toLowerCase();
}

/** The addresses of an `X-Forwarded-For`, in its order; null for each entry that is none. Some proxies write a port behind them. */
export function addressesIn(list: string): (string | null)[] {
  return list
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
    .map((entry) => {
      const [, ipv6, ipv4] = WITH_PORT.exec(entry) ?? [];
      const address = plainAddress(ipv6 ?? ipv4 ?? entry);
      return isIP(address) === 0 ? null : address;
    });
}

/** Whether an address lies in one of these ranges (`10.0.0.0/8`, `fd00::/8`, or one address). */
export function withinRanges(ranges: readonly string[]): (address: string) => boolean {
  const blocks = new BlockList();
  for (const range of ranges) {
    const [network = '', prefix] = range.split('/');
    const family = isIP(network) === 6 ? 'ipv6' : 'ipv4';
    if (prefix === undefined) blocks.addAddress(network, family);
    else blocks.addSubnet(network, Number(prefix), family);
  }
  return (address) => {
    const version = isIP(address);
    return version !== 0 && blocks.check(address, version === 6 ? 'ipv6' : 'ipv4');
  };
}

const loopback = withinRanges(['127.0.0.0/8', '::1']);

/** A host name, or an IPv6 address in brackets; then perhaps a port. */
const HOST = /^(\[[^\]]*\]|[^:]*)(?::\d*)?$/;

/** The name in a `Host` header, in small letters and without its port; empty where there is none. */
export const nameIn = (host: string | null | undefined): string => HOST.exec(host ?? '')?.[1]?.toLowerCase() ?? '';

/** A name without the brackets that an IPv6 address has in it. */
export const withoutBrackets = (name: string): string => name.replace(/^\[(.*)\]$/, '$1');

/** Whether an address, or a host to listen on, is this very machine and reachable from nowhere else. */
export const isLoopback = (host: string): boolean => host === 'localhost' || loopback(host);
