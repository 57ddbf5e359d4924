import { snappyCompress } from '@platformatic/wasm-utils';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { xerialCompress, xerialDecompress } from './snappy.ts';

describe('xerial framing', () => {
  test('gives back what it was given, of any number of blocks', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.integer({ min: 1, max: 300 }), (bytes, times) => {
        const data = Buffer.concat(Array.from({ length: times }, () => Buffer.from(bytes)));
        expect(xerialDecompress(xerialCompress(data)).equals(data)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  test('begins as the Java library does: magic, version 1, readable from version 1', () => {
    expect(xerialCompress(Buffer.from('x')).subarray(0, 16).toString('hex')).toBe('82534e41505059000000000100000001');
  });

  test('cuts after 32 KiB', () => {
    const framed = xerialCompress(Buffer.alloc(32 * 1_024 + 1, 'a'));
    const first = framed.readUInt32BE(16);
    const second = framed.readUInt32BE(20 + first);
    expect(framed.length).toBe(16 + 4 + first + 4 + second);
  });

  test('also reads bare snappy, as clients other than Java write it', () => {
    expect(xerialDecompress(snappyCompress(Buffer.from('bare'))).toString()).toBe('bare');
  });
});
