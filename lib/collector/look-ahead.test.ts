import { describe, expect, test } from 'vitest';
import { AT } from '#lib/kafka/records/batch.ts';
import { batchAt, markerAt } from '#lib/kafka/records/testing.ts';
import type { Unread } from '#lib/lag/unread.ts';
import { beginLook, type Looked, lookAt } from './look-ahead.ts';

const PRODUCER = 11n;
const inTransaction = { producerId: PRODUCER, transactional: true };
const aborted = (firstOffset: bigint) => [{ producerId: PRODUCER, firstOffset }];

/** What a look from offset 100 to 110 comes to with these answers, one after the other. */
function look(
  ...answers: { batches?: Buffer[]; abortedTransactions?: ReturnType<typeof aborted>; lastStable?: bigint }[]
) {
  let looked: Looked = { done: false, look: beginLook(100n, 110n) };
  for (const { batches = [], abortedTransactions = [], lastStable = 110n } of answers) {
    if (looked.done) throw new Error('more answers than were needed');
    const records = Buffer.concat(batches);
    looked = lookAt(looked.look, { highWatermark: 110n, lastStable, logStart: 0n, abortedTransactions, records });
  }
  return looked;
}
const unread = (...answers: Parameters<typeof look>) => {
  const looked = look(...answers);
  return looked.done ? looked.unread : 'not told yet';
};
const nothing = (markers: number, aborted: number, removed: bigint): Unread => ({
  kind: 'nothing',
  markers,
  aborted,
  removed,
});
const RECORDS: Unread = { kind: 'records' };
const spread = (from: bigint, to: bigint) =>
  Array.from({ length: Number(to - from) }, (_, index) => from + BigInt(index));
const markers = spread(100n, 110n).map((offset) => markerAt(offset, PRODUCER, 'commit'));

describe('nothing is left to read', () => {
  test.each<[what: string, answers: Parameters<typeof look>, expected: Unread]>([
    ['markers alone', [{ batches: markers }], nothing(10, 0, 0n)],
    ['one marker behind a gap', [{ batches: [markerAt(109n, PRODUCER, 'abort')] }], nothing(1, 0, 9n)],
    [
      'records that were taken back, with their marker',
      [
        {
          batches: [batchAt(spread(100n, 109n), inTransaction), markerAt(109n, PRODUCER, 'abort')],
          abortedTransactions: aborted(100n),
        },
      ],
      nothing(1, 9, 0n),
    ],
    [
      'the rest of a batch that was taken back',
      [
        {
          batches: [batchAt(spread(95n, 109n), inTransaction), markerAt(109n, PRODUCER, 'abort')],
          abortedTransactions: aborted(95n),
        },
      ],
      nothing(1, 9, 0n),
    ],
    ['not one batch up to the last stable offset', [{}], nothing(0, 0, 10n)],
    [
      'batches that compaction emptied',
      [{ batches: [batchAt([], { baseOffset: 100n, lastOffset: 108n }), markerAt(109n, PRODUCER, 'commit')] }],
      nothing(1, 0, 9n),
    ],
    [
      'a batch that begins earlier and has nothing any more where the commit stands',
      [{ batches: [batchAt([98n, 99n], { baseOffset: 98n, lastOffset: 108n }), markerAt(109n, PRODUCER, 'commit')] }],
      nothing(1, 0, 9n),
    ],
    ['over two answers', [{ batches: markers.slice(0, 4) }, { batches: markers.slice(4) }], nothing(10, 0, 0n)],
    [
      'records taken back by a marker of a later answer',
      [
        { batches: [batchAt(spread(100n, 109n), inTransaction)], abortedTransactions: aborted(100n) },
        { batches: [markerAt(109n, PRODUCER, 'abort')], abortedTransactions: [] },
      ],
      nothing(1, 9, 0n),
    ],
    [
      'records that came after the poll are not its matter',
      [{ batches: [...markers, batchAt([110n, 111n])], lastStable: 112n }],
      nothing(10, 0, 0n),
    ],
  ])('%s', (_what, answers, expected) => {
    expect(unread(...answers)).toEqual(expected);
  });
});

describe('records are left to read', () => {
  test.each<[what: string, answers: Parameters<typeof look>]>([
    ['one, behind markers', [{ batches: [...markers.slice(0, 9), batchAt([109n])] }]],
    ['in a batch that begins earlier', [{ batches: [batchAt(spread(90n, 110n))] }]],
    [
      'of a transaction that was committed',
      [{ batches: [batchAt(spread(100n, 109n), inTransaction), markerAt(109n, PRODUCER, 'commit')] }],
    ],
    ['found with the second answer', [{ batches: markers.slice(0, 4) }, { batches: [batchAt([104n])] }]],
  ])('%s', (_what, answers) => {
    expect(unread(...answers)).toEqual(RECORDS);
  });
});

describe('what cannot be told is not told', () => {
  const broken = batchAt([100n]);
  broken.writeUInt8(broken.readUInt8(AT.records) ^ 1, AT.records);
  const oldMagic = batchAt([100n]);
  oldMagic.writeInt8(1, AT.magic);
  test.each<[what: string, answers: Parameters<typeof look>]>([
    ['a leader that knows a lower last stable offset', [{ lastStable: 105n }]],
    ['a broken batch', [{ batches: [broken] }]],
    ['records of an old format', [{ batches: [oldMagic] }]],
    ['an answer that goes nowhere', [{ batches: [batchAt([100n]).subarray(0, 40)] }]],
  ])('%s', (_what, answers) => {
    expect(unread(...answers)).toBeNull();
  });
});
