import { crc32c } from '@platformatic/wasm-utils';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AT, COMPRESSIONS } from './batch.ts';
import { decodeRecords, recordsFrom } from './decode-records.ts';
import { type BatchOptions, encodeBatch } from './encode-batch.ts';
import type { KafkaRecord, RecordHeader } from './record.ts';
import { splitBatches } from './split-batches.ts';
import { batchAt, onlyBatch, record } from './testing.ts';

const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 40 }).map((array) => Buffer.from(array)),
  // Long enough for lengths of several bytes, and dull enough to compress.
  fc.integer({ min: 60, max: 20_000 }).map((length) => Buffer.alloc(length, 'tide')),
);
const nullableBytes = fc.option(bytes, { freq: 4 });
const header: fc.Arbitrary<RecordHeader> = fc.tuple(bytes, nullableBytes);
const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const timestamp = fc.oneof(fc.bigInt({ min: 1_700_000_000_000n, max: 1_700_000_500_000n }), int64);
const content = fc.record({
  key: nullableBytes,
  value: nullableBytes,
  headers: fc.array(header, { maxLength: 4 }),
  timestampMs: timestamp,
});

/** Records with rising offsets and, as after compaction, gaps between them. */
const records: fc.Arbitrary<KafkaRecord[]> = fc
  .tuple(
    fc.bigInt({ min: 0n, max: 2n ** 62n }),
    fc.array(fc.tuple(fc.bigInt({ min: 1n, max: 900n }), content), { maxLength: 12 }),
  )
  .map(([first, steps]) => {
    let offset = first;
    return steps.map(([gap, one]) => {
      offset += gap;
      return { ...one, offset };
    });
  });
const options: fc.Arbitrary<BatchOptions> = fc.record({
  compression: fc.constantFrom(...COMPRESSIONS),
  transactional: fc.boolean(),
  control: fc.boolean(),
  deleteHorizonMs: fc.oneof(timestamp, fc.constant(null)),
  producerId: int64,
  producerEpoch: fc.integer({ min: -1, max: 32_767 }),
  baseSequence: fc.integer({ min: -1, max: 2 ** 31 - 1 }),
  partitionLeaderEpoch: fc.integer({ min: -1, max: 2 ** 31 - 1 }),
});

describe('a batch reads as it was written', () => {
  test('its records, byte for byte', () => {
    fc.assert(
      fc.property(records, options, (written, given) => {
        expect(decodeRecords(onlyBatch(encodeBatch(written, given)))).toEqual({ ok: true, value: written });
      }),
    );
  });

  test('its header', () => {
    fc.assert(
      fc.property(records, options, (written, given) => {
        const batch = onlyBatch(encodeBatch(written, given));
        expect(batch).toMatchObject({
          ...given,
          timestampType: 'create',
          recordCount: written.length,
          baseOffset: written[0]?.offset ?? 0n,
          lastOffset: written.at(-1)?.offset ?? 0n,
        });
      }),
    );
  });

  test('every record has the broker’s instant where the broker’s clock counts', () => {
    const written = [record(5n, { timestampMs: 1n }), record(6n, { timestampMs: 2n })];
    const batch = onlyBatch(encodeBatch(written, { timestampType: 'append', maxTimestampMs: 99n }));
    expect(decodeRecords(batch)).toMatchObject({ ok: true, value: [{ timestampMs: 99n }, { timestampMs: 99n }] });
  });

  test('a key that stands twice among the headers stays twice, in order, with a null value', () => {
    const headers: RecordHeader[] = [
      [Buffer.from('b'), Buffer.from('1')],
      [Buffer.from('a'), null],
      [Buffer.from('b'), Buffer.from('')],
    ];
    expect(decodeRecords(onlyBatch(encodeBatch([record(0n, { headers })])))).toMatchObject({ value: [{ headers }] });
  });

  test('a batch that compaction emptied keeps its place', () => {
    const batch = onlyBatch(encodeBatch([], { baseOffset: 10n, lastOffset: 14n, producerId: 3n }));
    expect(batch).toMatchObject({ baseOffset: 10n, lastOffset: 14n, recordCount: 0 });
    expect(decodeRecords(batch)).toEqual({ ok: true, value: [] });
  });
});

describe('an answer that ends early', () => {
  const whole = Buffer.concat([batchAt([0n, 1n]), batchAt([2n], { compression: 'zstd' }), batchAt([3n])]);

  test('gives the whole batches, and says whether another one was cut', () => {
    const sizes = splitBatches(whole).batches.map((batch) => batch.bytes.length);
    const ends = sizes.map((_, index) => sizes.slice(0, index + 1).reduce((sum, size) => sum + size, 0));
    for (let length = 0; length <= whole.length; length++) {
      const { batches, cut, failure } = splitBatches(whole.subarray(0, length));
      expect(batches).toHaveLength(ends.filter((end) => end <= length).length);
      expect(cut).toBe(length !== 0 && !ends.includes(length));
      expect(failure).toBeNull();
    }
  });
});

describe('what cannot be read says so, after what can', () => {
  const good = batchAt([0n]);
  const changed = (change: (batch: Buffer) => void): Buffer => {
    const batch = batchAt([7n]);
    change(batch);
    return Buffer.concat([good, batch, batchAt([8n])]);
  };
  test.each<[what: string, records: Buffer, code: string, message: string]>([
    [
      'message format 1',
      changed((batch) => batch.writeInt8(1, AT.magic)),
      'UNSUPPORTED_RECORDS',
      'records at offset 7 are of format version 1, written before 0.11',
    ],
    [
      'one changed bit',
      changed((batch) => batch.writeUInt8(batch.readUInt8(70) ^ 1, 70)),
      'CORRUPT_BATCH',
      'the batch at offset 7 does not match its CRC',
    ],
    [
      'a length that cannot be',
      changed((batch) => batch.writeInt32BE(-5, AT.length)),
      'CORRUPT_BATCH',
      'the batch at offset 7 is shorter than its header',
    ],
  ])('%s', (_what, answer, code, message) => {
    expect(splitBatches(answer)).toMatchObject({
      batches: [{ baseOffset: 0n }],
      cut: false,
      failure: { code, message },
    });
  });

  test('a compression that is not known', () => {
    const batch = batchAt([7n]);
    batch.writeInt16BE(5, AT.attributes);
    batch.writeUInt32BE(crc32c(batch.subarray(AT.attributes)), AT.crc);
    expect(splitBatches(batch).failure).toMatchObject({
      code: 'UNSUPPORTED_RECORDS',
      message: 'the batch at offset 7 is compressed in a way Tidemark does not know',
    });
  });

  test('records that are fewer than the header says, or of another length', () => {
    const batch = onlyBatch(batchAt([7n]));
    expect(decodeRecords({ ...batch, recordCount: 2 })).toMatchObject({
      ok: false,
      failure: {
        code: 'CORRUPT_BATCH',
        message: expect.stringContaining('the batch at offset 7 (none) cannot be read'),
      },
    });
  });

  test('garbage of every kind is a failure, never an exception', () => {
    const batch = onlyBatch(batchAt([7n]));
    fc.assert(
      fc.property(fc.constantFrom(...COMPRESSIONS), fc.uint8Array({ maxLength: 200 }), (compression, array) => {
        const garbage = Buffer.concat([batch.bytes.subarray(0, AT.records), Buffer.from(array)]);
        decodeRecords({ ...batch, compression, bytes: garbage });
      }),
    );
  });
});

describe('a batch that unpacks to more than one is willing to hold', () => {
  const bomb = (compression: (typeof COMPRESSIONS)[number]) =>
    onlyBatch(encodeBatch([record(0n, { value: Buffer.alloc(300_000) })], { compression }));
  test.each(['gzip', 'snappy', 'lz4', 'zstd'] as const)('%s is refused', (compression) => {
    const batch = bomb(compression);
    expect(batch.bytes.length).toBeLessThan(20_000);
    expect(decodeRecords(batch, 250_000)).toEqual({
      ok: false,
      failure: {
        code: 'BATCH_TOO_LARGE',
        message: `the batch at offset 0 (${compression}) unpacks to more than 250000 bytes, the most Tidemark holds at once`,
        brokerId: null,
      },
    });
    expect(decodeRecords(batch, 310_000).ok).toBe(true);
  });
});

test('of a batch that begins earlier, only what was asked for', () => {
  const batch = onlyBatch(batchAt([3n, 4n, 9n]));
  const offsets = (from: bigint) => {
    const answer = recordsFrom(batch, from);
    return answer.ok ? answer.value.map(({ offset }) => offset) : null;
  };
  expect([offsets(0n), offsets(4n), offsets(5n), offsets(10n)]).toEqual([[3n, 4n, 9n], [4n, 9n], [9n], []]);
});
