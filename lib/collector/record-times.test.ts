import { describe, expect, test } from 'vitest';
import { type LearnedTime, RecordTimes } from './record-times.ts';

const NOW = Date.UTC(2026, 10, 27, 12);
const MINUTE = 60_000;
const TOPIC = 'b2c9a8f0';

const found = (position: number, timestampMs: number | null, partition = 0): LearnedTime => ({
  kind: 'found',
  kafkaTopicId: TOPIC,
  partition,
  position,
  timestampMs,
});

function timesOf(...learned: LearnedTime[]) {
  const times = new RecordTimes();
  for (const one of learned) times.learn(one, NOW);
  return times;
}

describe('the time of a record', () => {
  test.each<[string, number | null, number]>([
    ['is its timestamp', NOW - MINUTE, NOW - MINUTE],
    ['may be just now', NOW, NOW],
    ['in the future is no time', NOW + 1, Number.NaN],
    ['before 2000 is no time', Date.UTC(2000) - 1, Number.NaN],
    ['in 2000 is old', Date.UTC(2000), Date.UTC(2000)],
    ['that is "none"', -1, Number.NaN],
    ['where there is no record', null, Number.NaN],
  ])('%s', (_, timestampMs, expected) => {
    expect(timesOf(found(7, timestampMs)).ofTopic(TOPIC)?.at(0, 7, NOW)).toBe(expected);
  });

  test('holds for its position and partition alone', () => {
    const known = timesOf(found(7, NOW - MINUTE)).ofTopic(TOPIC);
    expect([known?.at(0, 8, NOW), known?.at(1, 7, NOW)]).toEqual([Number.NaN, Number.NaN]);
    expect(timesOf(found(7, NOW)).ofTopic('another')).toBeNull();
  });

  test('of the nearest record before a position is an anchor', () => {
    const known = timesOf(found(7, NOW - 9), found(40, NOW - 4), found(20, null)).ofTopic(TOPIC);
    expect(known?.before(0, 30)).toEqual({ position: 7, producedAtMs: NOW - 9 });
    expect(known?.before(0, 40)).toEqual({ position: 40, producedAtMs: NOW - 4 });
    expect(known?.before(0, 6)).toBeNull();
  });
});

describe('a look is due', () => {
  test('where nobody looked, and again after a while where there was nothing to believe', () => {
    const known = timesOf(found(7, NOW - 9), found(8, null)).ofTopic(TOPIC);
    const due = (position: number, atMs: number) => known?.isDue(0, position, atMs);
    expect([due(7, NOW + 10 * MINUTE), due(8, NOW + MINUTE - 1), due(8, NOW + MINUTE), due(9, NOW)]).toEqual([
      false,
      false,
      true,
      true,
    ]);
  });

  test('not for a while on a topic that may not be read', () => {
    const times = timesOf({ kind: 'refused', kafkaTopicId: TOPIC });
    const due = (atMs: number) => times.ofTopic(TOPIC)?.isDue(0, 7, atMs);
    expect([due(NOW), due(NOW + 10 * MINUTE - 1), due(NOW + 10 * MINUTE)]).toEqual([false, false, true]);
  });
});

test('what nobody asks for is dropped; of one partition a few are kept', () => {
  const times = timesOf(...Array.from({ length: 20 }, (_, position) => found(position, NOW - 1)));
  expect(times.ofTopic(TOPIC)?.at(0, 11, NOW)).toBeNaN();
  times.ofTopic(TOPIC)?.at(0, 19, NOW + 9 * MINUTE);
  times.sweep(NOW + 12 * MINUTE);
  expect([18, 19].map((position) => times.ofTopic(TOPIC)?.at(0, position, NOW))).toEqual([Number.NaN, NOW - 1]);
  times.sweep(NOW + 60 * MINUTE);
  expect(times.ofTopic(TOPIC)).toBeNull();
});
