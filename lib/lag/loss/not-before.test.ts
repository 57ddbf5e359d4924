import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bySize, byTime, likelyAt } from './not-before.ts';

/** Segments of 100 offsets go every 10 s, and are seen to go at once. */
const MOVES = [1, 2, 3, 4].map((n) => ({ afterMs: n * 10_000, atMs: n * 10_000, logStart: n * 100 }));
const AT_RISK = {
  position: 400,
  logStart: 400,
  end: 1_000,
  moves: MOVES,
  writtenAtMs: () => Number.NaN,
  nowMs: 41_000,
};

describe('by size', () => {
  test.each([
    ['at the log start: with the last move', 400, 40_000],
    ['half a segment on', 450, 45_000],
    ['at the start of the next segment', 500, 50_000],
    ['far on', 1_000, 100_000],
  ])('%s', (_, position, expected) => {
    expect(bySize({ ...AT_RISK, position })).toBe(expected);
  });

  test('not from fewer than 3 moves', () => {
    expect(bySize({ ...AT_RISK, moves: MOVES.slice(2) })).toBeNull();
    expect(bySize({ ...AT_RISK, moves: [] })).toBeNull();
    expect(bySize({ ...AT_RISK, moves: MOVES.slice(1) })).toBe(40_000);
  });

  test('what polls saw late may have been sooner, and closer together', () => {
    const seen = MOVES.map((move) => ({ ...move, afterMs: move.atMs - 3_000 }));
    expect(bySize({ ...AT_RISK, moves: seen })).toBe(34_000);
    expect(bySize({ ...AT_RISK, moves: seen, position: 700 })).toBe(34_000 + 27_000);
  });

  test('the log fills faster than it was emptied: sooner', () => {
    // 600 offsets in 30 s: twice as fast as the moves.
    expect(bySize({ ...AT_RISK, position: 500, writtenAtMs: () => 11_000 })).toBeLessThan(50_000);
    expect(bySize({ ...AT_RISK, position: 500, writtenAtMs: () => -Infinity })).toBe(50_000);
  });
});

test.each([
  ['one move', MOVES.slice(0, 1), 45_000, null],
  ['between two beats: the next', MOVES, 45_000, 50_000],
  ['on a beat', MOVES, 50_000, 50_000],
  ['long due: the next beat', MOVES, 1_000, 50_000],
  ['far on', MOVES, 95_000, 100_000],
])('likely: %s', (_, moves, notBeforeMs, expected) => {
  expect(likelyAt(notBeforeMs, moves)).toBe(expected);
});

/** What Kafka does: whole closed segments, in order, looked at every `checkMs`, once their newest record is too old. */
function deletedAt(records: number[], segment: number, index: number, retentionMs: number, checkMs: number): number {
  const upTo = Math.floor(index / segment) * segment + segment;
  let atMs = 0;
  for (let first = 0; first < upTo; first += segment) {
    const largest = Math.max(...records.slice(first, first + segment));
    atMs = Math.max(atMs, Math.ceil((largest + retentionMs) / checkMs) * checkMs);
  }
  return atMs;
}

test('by time: never later than the deletion, whatever the timestamps', () => {
  const story = fc.record({
    records: fc.array(fc.integer({ min: 0, max: 100_000 }), { minLength: 1, maxLength: 60 }),
    segment: fc.integer({ min: 1, max: 20 }),
    at: fc.nat(),
    retentionMs: fc.integer({ min: 1, max: 1_000_000 }),
    checkMs: fc.integer({ min: 1, max: 300_000 }),
  });
  fc.assert(
    fc.property(story, ({ records, segment, at, retentionMs, checkMs }) => {
      const index = at % records.length;
      const told = byTime(records[index] ?? 0, retentionMs);
      expect(told).toBeLessThanOrEqual(deletedAt(records, segment, index, retentionMs, checkMs));
    }),
  );
});

/** A move as the polls see it, each `pollMs`. */
const seenBy = (pollMs: number, movedAtMs: number, logStart: number) => {
  const atMs = Math.ceil(movedAtMs / pollMs) * pollMs;
  return { afterMs: atMs - pollMs, atMs, logStart };
};

test('by size: never later than the deletion, at a steady rate', () => {
  const story = fc.record({
    segment: fc.integer({ min: 1, max: 1_000 }),
    spanMs: fc.integer({ min: 1_000, max: 100_000 }),
    ahead: fc.integer({ min: 0, max: 20 }),
    lateMs: fc.integer({ min: 0, max: 5_000 }),
    pollMs: fc.integer({ min: 1, max: 20_000 }),
    within: fc.nat(),
  });
  fc.assert(
    fc.property(story, ({ segment, spanMs, ahead, lateMs, pollMs, within }) => {
      // A check of the broker sees a full log late, each time by as much.
      const moves = [1, 2, 3, 4].map((n) => seenBy(pollMs, n * spanMs + lateMs, n * segment));
      const logStart = 4 * segment;
      const position = logStart + ahead * segment + (within % segment);
      const nowMs = 4 * spanMs + lateMs + pollMs;
      const end = position + 10 * segment;
      const told = bySize({ position, logStart, end, moves, writtenAtMs: () => Number.NaN, nowMs });
      expect(told).toBeLessThanOrEqual((5 + ahead) * spanMs + lateMs + 1e-3);
    }),
  );
});
