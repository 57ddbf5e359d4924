import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Secret } from '#lib/config/secret.ts';
import { SecretKey } from './key.ts';
import { open, seal } from './seal.ts';

const KEY_HEX = '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f';
const key = new SecretKey(new Secret(KEY_HEX));
const other = new SecretKey(new Secret('ff'.repeat(32)));
const keys = { current: key, previous: [] };

const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc.constant(''),
  fc.constant('x'.repeat(70_000)),
);
const owner = fc.string({ minLength: 1, maxLength: 60 });

describe('a sealed secret', () => {
  test('opens as what it was', () => {
    fc.assert(
      fc.property(text, owner, (plain, whose) => {
        const found = open(keys, whose, seal(key, whose, plain));
        expect(found.state === 'present' && found.text.reveal()).toBe(plain);
      }),
    );
  });

  test('with any bit of it changed it does not open', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), fc.nat(), (plain, at) => {
        const { keyId, sealed } = seal(key, 'destination/1', plain);
        const changed = Buffer.from(sealed);
        const bit = at % (changed.length * 8);
        changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(open(keys, 'destination/1', { keyId, sealed: changed })).toEqual({
          state: 'missing',
          because: 'does-not-open',
        });
      }),
      { numRuns: 500 },
    );
  });

  test('cut at any place it does not open', () => {
    const { keyId, sealed } = seal(key, 'destination/1', 'hunter2');
    for (let length = 0; length < sealed.length; length++) {
      const found = open(keys, 'destination/1', { keyId, sealed: sealed.subarray(0, length) });
      expect(found).toEqual({ state: 'missing', because: 'does-not-open' });
    }
  });

  test('it opens as the secret of no other owner', () => {
    fc.assert(
      fc.property(owner, owner, (whose, another) => {
        fc.pre(whose !== another);
        expect(open(keys, another, seal(key, whose, 'hunter2')).state).toBe('missing');
      }),
    );
  });

  test('it opens with no other key, even under the id of that key', () => {
    const { keyId, sealed } = seal(key, 'destination/1', 'hunter2');
    const withOther = { current: other, previous: [] };
    expect(open(withOther, 'destination/1', { keyId, sealed })).toEqual({ state: 'missing', because: 'other-key' });
    expect(open(withOther, 'destination/1', { keyId: other.id, sealed })).toEqual({
      state: 'missing',
      because: 'does-not-open',
    });
  });

  test('a key of before still opens it', () => {
    const found = open({ current: other, previous: [key] }, 'destination/1', seal(key, 'destination/1', 'hunter2'));
    expect(found.state).toBe('present');
  });

  test('the same text is never sealed alike', () => {
    const sealed = Array.from({ length: 1000 }, () => Buffer.from(seal(key, 'o', 'hunter2').sealed).toString('hex'));
    expect(new Set(sealed).size).toBe(1000);
    expect(sealed.join()).not.toContain(Buffer.from('hunter2').toString('hex'));
  });
});

describe('a key', () => {
  test('has the id that SHA-256 gives it, so that one can be compared by hand', () => {
    // printf '\x00\x01...\x1f' | sha256sum
    expect(key.id).toBe('630dcd2966c43366');
  });

  test('gives keys apart for each purpose, none of them itself', () => {
    const derived = [key.derive('sign-in'), key.derive('stored-secrets'), other.derive('sign-in')];
    expect(new Set([...derived.map((one) => one.toString('hex')), KEY_HEX]).size).toBe(4);
    expect(key.derive('sign-in')).toEqual(derived[0]);
  });

  test('gives the keys that it gave when the first secret was sealed', () => {
    expect(key.derive('stored-secrets').toString('hex').slice(0, 16)).toBe('cd4290197a9e3bca');
    expect(key.derive('sign-in').toString('hex').slice(0, 16)).toBe('13806a076a6a5a90');
  });

  test('shows itself in no way', () => {
    const shown = [
      String(key),
      `${key}`,
      JSON.stringify({ key }),
      inspect({ key }, { depth: Infinity, showHidden: true }),
      inspect(open(keys, 'o', seal(key, 'o', 'hunter2')), { showHidden: true }),
    ].join('\n');
    expect(shown).toContain(key.id);
    expect(shown).not.toContain(KEY_HEX.slice(0, 16));
    expect(shown).not.toContain('hunter2');
  });
});
