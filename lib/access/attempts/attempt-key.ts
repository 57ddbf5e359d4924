import { createHash } from 'node:crypto';
import { isIPv6, SocketAddress } from 'node:net';

/**
 * The part of an address that one party has: an IPv4 address as it is, of an IPv6 address the first 64 bits, as whoever has one
 * has them all. Requests whose address is not known count as from one place.
 */
export function placeOf(address: string | null): string {
  if (address === null) return 'unknown';
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
  if (!isIPv6(plain)) return plain;
  return groupsOf(new SocketAddress({ address: plain, family: 'ipv6' }).address)
    .slice(0, 4)
    .join(':');
}

/** The eight groups of an IPv6 address in its shortest form. */
function groupsOf(address: string): string[] {
  const [before = '', after] = address.split('::');
  const head = before === '' ? [] : before.split(':');
  if (after === undefined) return head;
  const tail = after === '' ? [] : after.split(':');
  return [...head, ...Array<string>(8 - head.length - tail.length).fill('0'), ...tail];
}

/** Stands for an account without naming it, in as many characters however long the name is. */
export const accountKey = (account: string): string =>
  createHash('sha256').update(account.trim().toLowerCase()).digest('base64url').slice(0, 22);
