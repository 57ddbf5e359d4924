import { BlockList, isIP } from 'node:net';

/** Addresses that lead inside, to nobody, or to whoever is next: none of them is a destination unless somebody allows it. */
const CLOSED_4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
];
/** Among them those that carry an IPv4 address inside: NAT64, SIIT, 6to4, Teredo. The mapped ones are looked at as what they carry. */
const CLOSED_6 = [
  '::/128',
  '::1/128',
  '::/96',
  '::ffff:0:0:0/96',
  '64:ff9b::/96',
  '64:ff9b:1::/48',
  '100::/64',
  '2001::/32',
  '2001:db8::/32',
  '2002::/16',
  'fc00::/7',
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
];

const CLOSED = rangesOf([...CLOSED_4, ...CLOSED_6]);

/** A set of IP addresses and ranges, IPv4 and IPv6. */
export function rangesOf(ranges: readonly string[]): BlockList {
  const blocks = new BlockList();
  for (const range of ranges) {
    const [network = '', prefix] = range.split('/');
    const family = isIP(network) === 6 ? 'ipv6' : 'ipv4';
    blocks.addSubnet(network, Number(prefix ?? (family === 'ipv6' ? 128 : 32)), family);
  }
  return blocks;
}

/** Whether notices may go to an address, as it is connected to; `allowed`: what is open all the same. */
export function isOpen(address: string, allowed: BlockList): boolean {
  const plain = carriedIPv4(address) ?? address;
  const family = isIP(plain);
  if (family === 0) return false;
  const isIn = (blocks: BlockList) => blocks.check(plain, family === 6 ? 'ipv6' : 'ipv4');
  return isIn(allowed) || !isIn(CLOSED);
}

/** The IPv4 address of ::ffff:a.b.c.d in either notation; null of any other. */
function carriedIPv4(address: string): string | null {
  const [, dotted, high, low] =
    /^(?:0*:)*:?ffff:(?:(\d+\.\d+\.\d+\.\d+)|([0-9a-f]{1,4}):([0-9a-f]{1,4}))$/i.exec(address.split('%')[0] ?? '') ??
    [];
  if (dotted !== undefined) return dotted;
  if (high === undefined || low === undefined) return null;
  const [a, b] = [Number.parseInt(high, 16), Number.parseInt(low, 16)];
  return [a >> 8, a & 255, b >> 8, b & 255].join('.');
}
