import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compress, decompress } from './compression.ts';
import { lz4UnpackedBytes } from './lz4-size.ts';

/** Data with and without repetitions, of a few bytes up to several blocks. */
const data = fc
  .tuple(fc.uint8Array({ minLength: 1, maxLength: 300 }), fc.integer({ min: 1, max: 900 }))
  .map(([array, times]) => Buffer.concat(Array.from({ length: times }, () => Buffer.from(array))));

test.each(['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const)('%s gives back what went in', (compression) => {
  fc.assert(
    fc.property(data, (original) => {
      const packed = compress(compression, original);
      expect(decompress(compression, packed, original.length).equals(original)).toBe(true);
    }),
    { numRuns: 30 },
  );
});

describe('the size of an LZ4 frame is known before it is unpacked', () => {
  test('exactly, whatever is in it', () => {
    fc.assert(
      fc.property(data, (original) => {
        expect(lz4UnpackedBytes(compress('lz4', original), Number.MAX_SAFE_INTEGER)).toBe(original.length);
      }),
      { numRuns: 50 },
    );
  });

  test('with content size, checksums and a stored block, as other encoders write it', () => {
    const header = Buffer.from([0x04, 0x22, 0x4d, 0x18, 0x7c, 0x40, 3, 0, 0, 0, 0, 0, 0, 0, 0x99]);
    const block = Buffer.from([3, 0, 0, 0x80, 0x61, 0x62, 0x63, 1, 2, 3, 4]);
    expect(lz4UnpackedBytes(Buffer.concat([header, block, Buffer.alloc(4)]), 100)).toBe(3);
  });

  test('counting ends above the limit', () => {
    const frame = compress('lz4', Buffer.alloc(10_000_000));
    expect(lz4UnpackedBytes(frame, 1_000)).toBeLessThan(10_000_000);
    expect(lz4UnpackedBytes(frame, 1_000)).toBeGreaterThan(1_000);
  });
});
