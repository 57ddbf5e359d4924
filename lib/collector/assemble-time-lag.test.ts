import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EndTrail } from '#lib/lag/end-trail.ts';
import { unpackTimeLag } from '#lib/lag/time-lag.ts';
import { ArrayRoom } from './array-room.ts';
import { type TimeLagInput, timeLagsOf } from './assemble-time-lag.ts';
import { NextRecords } from './next-records.ts';

const T0 = 1_790_000_000_000;

function trailOf(...points: [atMs: number, ...ends: number[]][]): EndTrail {
  const trail = new EndTrail();
  for (const [atMs, ...ends] of points) trail.add(ends.length, (partition) => ends[partition] ?? -1, T0 + atMs);
  return trail;
}

/** Of partitions that begin at 0 and that the sum counts. */
function input(committed: number[], ends: number[], trail: EndTrail, readAt: number): TimeLagInput {
  const offsets = (values: number[]) => BigInt64Array.from(values, (value) => BigInt(value));
  return {
    positions: {
      counted: new Uint8Array(committed.length).fill(1),
      committed: offsets(committed),
      ends: offsets(ends),
    },
    logStart: offsets(committed.map(() => 0)),
    lagEnds: offsets(ends),
    trail,
    next: new NextRecords(),
    isCaughtUp: null,
    readAtMs: T0 + readAt,
    refining: null,
    room: new ArrayRoom((length) => new Int32Array(length)),
  };
}

const read = ({ packed }: { packed: Int32Array }) => Array.from(packed, unpackTimeLag);

describe('one subscription in one poll', () => {
  const trail = trailOf([0, 100, 100, 100], [10_000, 200, 100, 150]);

  test('each partition by its own log, the worst of them for all', () => {
    const lags = timeLagsOf(input([150, 100, 90], [200, 100, 150], trail, 10_000));
    expect(read(lags)).toEqual([
      { ms: 5_000, quality: 'interpolated' },
      { ms: 0, quality: 'exact' },
      { ms: 10_000, quality: 'at-least' },
    ]);
    expect([lags.worst, lags.worstPartition]).toEqual([{ ms: 10_000, quality: 'at-least' }, 2]);
    expect(Array.from(lags.ms.subarray(0, 3))).toEqual([5_000, 0, 10_000]);
  });

  test('what is in no sum, or has no trail, is not known', () => {
    const one = input([150, 100, 90], [200, 100, 150], trail, 10_000);
    one.positions.counted.fill(0);
    expect(timeLagsOf(one).worst).toEqual({ ms: null, quality: 'unknown' });
    const untracked = timeLagsOf({ ...input([150], [200], trail, 10_000), trail: undefined });
    expect(read(untracked)).toEqual([{ ms: null, quality: 'unknown' }]);
  });

  test('a record that was cut off and written anew is a new one', () => {
    const cut = trailOf([0, 100], [10_000, 200], [20_000, 150], [30_000, 250]);
    const next = new NextRecords();
    timeLagsOf({ ...input([150], [200], trailOf([0, 100], [10_000, 200]), 10_000), next });
    timeLagsOf({ ...input([150], [150], cut, 20_000), next });
    expect(read(timeLagsOf({ ...input([150], [250], cut, 30_000), next }))).toEqual([
      { ms: 10_000, quality: 'interpolated' },
    ]);
  });

  test('a group that can be given nothing more is not behind', () => {
    const lags = timeLagsOf({
      ...input([150, 100, 140], [200, 100, 150], trail, 10_000),
      isCaughtUp: (partition) => partition === 2,
    });
    expect(read(lags)[2]).toEqual({ ms: 0, quality: 'exact' });
  });

  test('what retention deleted is not read next', () => {
    const one = input([0, 100, 100], [200, 100, 150], trail, 10_000);
    const lags = timeLagsOf({ ...one, logStart: BigInt64Array.of(150n, 0n, 0n) });
    expect(read(lags)[0]).toEqual({ ms: 5_000, quality: 'interpolated' });
  });

  test('what was known before the restart is not forgotten', () => {
    const next = new NextRecords();
    next.reserve(3);
    next.keep(0, 50, T0 - 60_000, T0 - 62_000, false);
    next.keep(2, 90, T0, T0 - 1_000, false);
    const standing = timeLagsOf({ ...input([50, 100, 80], [200, 100, 150], trail, 10_000), next });
    expect(read(standing)).toEqual([
      { ms: 70_000, quality: 'interpolated' },
      { ms: 0, quality: 'exact' },
      { ms: 10_000, quality: 'at-least' },
    ]);
    const further = timeLagsOf({ ...input([75, 100, 150], [200, 100, 150], trail, 10_000), next });
    expect(read(further)[0]).toEqual({ ms: 40_000, quality: 'interpolated' });
    expect(further.earliestMs).toBe(T0 - 62_000);
  });
});

describe('whatever the story', () => {
  const stories = fc.array(
    fc.record({ ms: fc.integer({ min: 1, max: 60_000 }), produced: fc.nat(500), consumed: fc.nat(700) }),
    { minLength: 1, maxLength: 200 },
  );

  test('never negative or endless, 0 exactly when caught up, and older with the clock where nothing moves', () => {
    fc.assert(
      fc.property(stories, (story) => {
        const trail = new EndTrail();
        const next = new NextRecords();
        let [atMs, end, committed] = [0, 0, 0];
        const before = { committed: -1, ms: 0 };
        for (const { ms, produced, consumed } of story) {
          atMs += ms;
          end += produced;
          committed = Math.min(end, committed + consumed);
          trail.add(1, () => end, T0 + atMs);
          const lags = timeLagsOf({ ...input([committed], [end], trail, atMs), next });
          const [{ ms: lagMs, quality } = { ms: null, quality: 'unknown' }] = read(lags);
          const exact = lags.ms[0] ?? Number.NaN;
          if (lagMs === null) {
            expect(quality).toBe('unknown');
            before.committed = -1;
            continue;
          }
          expect(Number.isFinite(exact) && exact >= 0).toBe(true);
          expect(quality === 'exact').toBe(committed === end);
          if (committed < end && before.committed === committed && before.ms > 0)
            expect(exact).toBeGreaterThanOrEqual(before.ms);
          Object.assign(before, { committed, ms: exact });
        }
      }),
    );
  });
});
