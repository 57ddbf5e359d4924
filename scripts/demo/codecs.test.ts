import kafkajs, { CompressionTypes } from 'kafkajs';
import { describe, expect, it } from 'vitest';
import { registerCodecs } from './codecs.ts';

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
