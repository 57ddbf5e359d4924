import { describe, expect, test } from 'vitest';
import { addressesIn, isLoopback, plainAddress, withinRanges } from './addresses.ts';

test.each([
  ['::ffff:10.0.0.1', '10.0.0.1'],
  ['10.0.0.1', '10.0.0.1'],
  ['FE80::1%eth0', 'fe80::1'],
  ['::1', '::1'],
])('%s is %s', (address, plain) => expect(plainAddress(address)).toBe(plain));

test('an X-Forwarded-For is read with ports, brackets and blanks, and with what is no address as such', () => {
  expect(addressesIn(' 10.0.0.1, 10.0.0.2:8080 ,[fd00::1]:443,fd00::2,,unknown,_hidden,1.2.3')).toEqual([
    '10.0.0.1',
    '10.0.0.2',
    'fd00::1',
    'fd00::2',
    null,
    null,
    null,
  ]);
});

test.each([
  ['127.0.0.1', true],
  ['127.8.9.1', true],
  ['::1', true],
  ['localhost', true],
  ['0.0.0.0', false],
  ['::', false],
  ['10.0.0.1', false],
  ['128.0.0.1', false],
  ['', false],
])('%s is loopback: %s', (host, expected) => expect(isLoopback(host)).toBe(expected));

describe('ranges', () => {
  const within = withinRanges(['10.1.0.0/16', '192.168.0.7', 'fd00::/8']);
  test.each([
    ['10.1.255.9', true],
    ['10.2.0.1', false],
    ['192.168.0.7', true],
    ['192.168.0.8', false],
    ['fd12::1', true],
    ['fe80::1', false],
    ['no address', false],
  ])('%s: %s', (address, expected) => expect(within(address)).toBe(expected));
  test('none hold nothing', () => expect(withinRanges([])('10.0.0.1')).toBe(false));
});
