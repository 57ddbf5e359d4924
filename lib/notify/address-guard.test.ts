import { describe, expect, test } from 'vitest';
import { isOpen, rangesOf } from './address-guard.ts';

const NONE = rangesOf([]);

describe('closed', () => {
  test.each([
    '127.0.0.1',
    '127.255.255.254',
    '10.1.2.3',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '224.0.0.1',
    '255.255.255.255',
    '198.18.0.1',
    '::1',
    '::',
    'fe80::1',
    'fe80::1%eth0',
    'fc00::1',
    'fd12:3456::1',
    'ff02::1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::ffff:0:127.0.0.1',
    '::ffff:0:a00:1',
    '0:0:0:0:0:ffff:10.0.0.1',
    '::127.0.0.1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    '2001:0:4136:e378::1',
    'fd00:ec2::254',
    'no address',
    '',
  ])('%s', (address) => expect(isOpen(address, NONE)).toBe(false));
});

describe('open', () => {
  test.each(['8.8.8.8', '172.32.0.1', '172.15.255.255', '100.128.0.1', '2606:4700::1111', '::ffff:8.8.8.8'])(
    '%s',
    (address) => expect(isOpen(address, NONE)).toBe(true),
  );

  test('what somebody allowed, and nothing beside it', () => {
    const allowed = rangesOf(['10.0.7.0/24', '127.0.0.1', 'fd00:7::/32']);
    expect(['10.0.7.9', '127.0.0.1', '::ffff:10.0.7.9', 'fd00:7::1'].map((one) => isOpen(one, allowed))).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(['10.0.8.9', '127.0.0.2', 'fd00:8::1'].map((one) => isOpen(one, allowed))).toEqual([false, false, false]);
  });
});
