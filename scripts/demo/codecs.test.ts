import { snappyCompress } from '@platformatic/wasm-utils';
import fc from 'fast-check';
import kafkajs, { CompressionTypes } from 'kafkajs';
import { describe, expect, it } from 'vitest';
import { registerCodecs, xerialCompress, xerialDecompress } from './codecs.ts';

describe('xerial framing', () => {
  it('gives back what it was given, of any number of blocks', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.integer({ min: 1, max: 300 }), (bytes, times) => {
        const data = Buffer.concat(Array.from({ length: times }, () => Buffer.from(bytes)));
        expect(xerialDecompress(xerialCompress(data)).equals(data)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  it('begins as the Java library does: magic, version 1, readable from version 1', () => {
    expect(xerialCompress(Buffer.from('x')).subarray(0, 16).toString('hex')).toBe('82534e41505059000000000100000001');
  });

  it('cuts after 32 KiB', () => {
    const framed = xerialCompress(Buffer.alloc(32 * 1_024 + 1, 'a'));
    const first = framed.readUInt32BE(16);
    const second = framed.readUInt32BE(20 + first);
    expect(framed.length).toBe(16 + 4 + first + 4 + second);
  });

  it('also reads bare snappy, as clients other than Java write it', () => {
    expect(xerialDecompress(snappyCompress(Buffer.from('bare'))).toString()).toBe('bare');
  });
});

describe('registerCodecs', () => {
  it.each([CompressionTypes.GZIP, CompressionTypes.Snappy, CompressionTypes.LZ4, CompressionTypes.ZSTD] as const)(
    'gives kafkajs a codec %i that undoes what it does',
    async (type) => {
      registerCodecs();
      const codec = kafkajs.CompressionCodecs[type]();
      const data = Buffer.from('{"orderId":"ord_1"}'.repeat(50));
      const small: Buffer = await codec.compress({ buffer: data });
      expect(small.length).toBeLessThan(data.length);
      expect((await codec.decompress(small)).equals(data)).toBe(true);
    },
  );
});
