import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { advance, type Cursor, cursorAt, type Isolation } from './cursor.ts';
import { recordsFrom } from './decode-records.ts';
import { batchAt, markerAt } from './testing.ts';
import type { AbortedTransaction } from './transaction-filter.ts';

/** A batch in a made-up log, and what a read_committed consumer may know of it. */
interface Placed {
  first: bigint;
  last: bigint;
  bytes: Buffer;
  /** Offsets of records; none in a marker. */
  records: bigint[];
  aborted: boolean;
}
interface AbortedRange extends AbortedTransaction {
  markerOffset: bigint;
}
interface Log {
  batches: Placed[];
  aborts: AbortedRange[];
  end: bigint;
}

const PRODUCERS = [11n, 12n, 13n];
/** A batch of some producer (0 is one without transactions), the end of a producer's transaction, or offsets that compaction took. */
type Step =
  | { kind: 'batch'; producer: number; records: number }
  | { kind: 'commit' | 'abort'; producer: number }
  | { kind: 'gap'; offsets: number };
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('batch' as const),
      producer: fc.nat(3),
      records: fc.integer({ min: 1, max: 4 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom('commit' as const, 'abort' as const),
      producer: fc.integer({ min: 1, max: 3 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('gap' as const), offsets: fc.integer({ min: 1, max: 5 }) }) },
);

/** Lays the steps down one after the other. Every transaction ends, as below a last stable offset. */
function logOf(steps: Step[]): Log {
  const batches: Placed[] = [];
  const aborts: AbortedRange[] = [];
  const open = new Map<bigint, Placed[]>();
  let end = 0n;
  const mark = (producerId: bigint, kind: 'commit' | 'abort') => {
    const own = open.get(producerId);
    const [first] = own ?? [];
    if (!own || !first) return;
    open.delete(producerId);
    if (kind === 'abort') {
      for (const placed of own) placed.aborted = true;
      aborts.push({ producerId, firstOffset: first.first, markerOffset: end });
    }
    batches.push({ first: end, last: end, bytes: markerAt(end, producerId, kind), records: [], aborted: false });
    end += 1n;
  };
  for (const one of steps) {
    if (one.kind === 'gap') end += BigInt(one.offsets);
    else if (one.kind === 'batch') {
      const producerId = PRODUCERS[one.producer - 1];
      const records = Array.from({ length: one.records }, (_, index) => end + BigInt(index));
      const bytes = batchAt(records, producerId === undefined ? {} : { producerId, transactional: true });
      const placed = { first: end, last: end + BigInt(one.records - 1), bytes, records, aborted: false };
      batches.push(placed);
      end += BigInt(one.records);
      if (producerId !== undefined) open.set(producerId, [...(open.get(producerId) ?? []), placed]);
    } else mark(PRODUCERS[one.producer - 1] ?? 0n, one.kind);
  }
  for (const producerId of PRODUCERS) mark(producerId, 'commit');
  return { batches, aborts, end };
}

/** What a broker answers from `offset` on: whole batches, perhaps a cut one, and the aborted transactions that touch them. */
function answerOf({ batches, aborts }: Log, offset: bigint, count: number, cut: boolean) {
  const left = batches.filter(({ last }) => last >= offset);
  const given = left.slice(0, count);
  const next = cut ? left[count]?.bytes.subarray(0, 30) : undefined;
  const upTo = (left[count] ?? given.at(-1))?.last ?? offset;
  return {
    records: Buffer.concat([...given.map(({ bytes }) => bytes), ...(next ? [next] : [])]),
    abortedTransactions: aborts
      .filter(({ firstOffset, markerOffset }) => markerOffset >= offset && firstOffset <= upTo)
      .map(({ producerId, firstOffset }) => ({ producerId, firstOffset })),
  };
}

/** Reads from `from` to the end in answers of these sizes, and gives the offsets that were shown. */
function readAll(log: Log, from: bigint, sizes: { count: number; cut: boolean }[], isolation: Isolation) {
  let cursor: Cursor = cursorAt(from);
  const shown: bigint[] = [];
  for (let turn = 0; cursor.nextOffset <= (log.batches.at(-1)?.last ?? -1n); turn++) {
    const { count, cut } = sizes[turn % sizes.length] ?? { count: 1, cut: false };
    const moved = advance(cursor, answerOf(log, cursor.nextOffset, count, cut), isolation);
    expect(moved.failure).toBeNull();
    expect(moved.cursor.nextOffset).toBeGreaterThan(cursor.nextOffset);
    for (const batch of moved.visible) {
      const records = recordsFrom(batch, cursor.nextOffset);
      if (records.ok) shown.push(...records.value.map(({ offset }) => offset));
    }
    cursor = moved.cursor;
  }
  return { shown, cursor };
}

const steps = fc.array(step, { maxLength: 30 });
const sizes = fc.array(fc.record({ count: fc.integer({ min: 1, max: 4 }), cut: fc.boolean() }), {
  minLength: 1,
  maxLength: 6,
});

describe('what a reader is shown, however the answers are cut and wherever it begins', () => {
  test('read_committed: every record that was not taken back, once and in order', () => {
    fc.assert(
      fc.property(steps, sizes, fc.nat(40), (made, cuts, begin) => {
        const log = logOf(made);
        const from = BigInt(begin);
        const expected = log.batches.flatMap(({ records, aborted }) => (aborted ? [] : records));
        const { shown, cursor } = readAll(log, from, cuts, 'read_committed');
        expect(shown).toEqual(expected.filter((offset) => offset >= from));
        expect(cursor.filter.aborting.size).toBe(0);
      }),
      { numRuns: 400 },
    );
  });

  test('read_uncommitted: every record, but never a marker', () => {
    fc.assert(
      fc.property(steps, sizes, fc.nat(40), (made, cuts, begin) => {
        const log = logOf(made);
        const from = BigInt(begin);
        const expected = log.batches.flatMap(({ records }) => records).filter((offset) => offset >= from);
        expect(readAll(log, from, cuts, 'read_uncommitted').shown).toEqual(expected);
      }),
      { numRuns: 200 },
    );
  });
});

test('an abort marker in a later answer still takes back what came before it, and nothing after it', () => {
  const aborted = { producerId: 11n, firstOffset: 0n };
  const first = advance(
    cursorAt(0n),
    { records: batchAt([0n, 1n], { producerId: 11n, transactional: true }), abortedTransactions: [aborted] },
    'read_committed',
  );
  expect([first.visible.length, first.aborted.length]).toEqual([0, 1]);
  // A broker lists it again only while it is not over; here it does not, and it still holds.
  const records = Buffer.concat([
    batchAt([2n], { producerId: 11n, transactional: true }),
    batchAt([3n], { producerId: 12n, transactional: true }),
    markerAt(4n, 11n, 'abort'),
    batchAt([5n], { producerId: 11n, transactional: true }),
  ]);
  const second = advance(first.cursor, { records, abortedTransactions: [] }, 'read_committed');
  expect(second.visible.map(({ baseOffset }) => baseOffset)).toEqual([3n, 5n]);
  expect(second.aborted.map(({ baseOffset }) => baseOffset)).toEqual([2n]);
  expect(second.cursor.nextOffset).toBe(6n);
});

test('an answer without batches moves nothing', () => {
  const cursor = cursorAt(9n);
  const moved = advance(cursor, { records: Buffer.alloc(0), abortedTransactions: [] }, 'read_committed');
  expect(moved).toEqual({ cursor, visible: [], control: [], aborted: [], failure: null });
});

test('what is broken stops the reader before it, not beyond', () => {
  const broken = batchAt([2n]);
  broken.writeUInt8(broken.readUInt8(65) ^ 0xff, 65);
  const records = Buffer.concat([batchAt([0n, 1n]), broken, batchAt([3n])]);
  const moved = advance(cursorAt(0n), { records, abortedTransactions: [] }, 'read_committed');
  expect(moved).toMatchObject({ cursor: { nextOffset: 2n }, failure: { code: 'CORRUPT_BATCH' } });
});
