import { expect, test } from 'vitest';
import { accountKey, placeOf } from './attempt-key.ts';

test.each<[string, string | null, string]>([
  ['an IPv4 address', '192.0.2.7', '192.0.2.7'],
  ['the same through an IPv6 socket', '::ffff:192.0.2.7', '192.0.2.7'],
  ['the network of an IPv6 address', '2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['zeros left out in the middle', '2001:db8::5', '2001:db8:0:0'],
  ['zeros left out at the end', '2001:db8:1:2::', '2001:db8:1:2'],
  ['loopback', '::1', '0:0:0:0'],
  ['a link-local address with its zone', 'fe80::1%eth0', 'fe80:0:0:0'],
  ['an address that is not known', null, 'unknown'],
])('%s', (_, address, place) => expect(placeOf(address)).toBe(place));

test('addresses of one network are one place, of two networks two', () => {
  expect(placeOf('2001:DB8:0:1::a')).toBe(placeOf('2001:db8:0:1:ffff::b'));
  expect(placeOf('2001:db8:0:1::a')).not.toBe(placeOf('2001:db8:0:2::a'));
});

test('an account is the same however it is written, and its name is not in the key', () => {
  expect(accountKey(' Ada@Example.com')).toBe(accountKey('ada@example.com'));
  expect(accountKey('ada@example.com')).not.toBe(accountKey('bob@example.com'));
  expect(accountKey('a'.repeat(10_000))).toMatch(/^[\w-]{22}$/);
});
