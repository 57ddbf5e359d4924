import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EndTrail } from './end-trail.ts';

const T0 = 1_790_000_000_000;
const SECOND = 1_000;

/** A trail of one partition: [seconds after the start, end]; a negative end was not observed. */
function trailOf(...points: [seconds: number, end: number][]): EndTrail {
  const trail = new EndTrail();
  for (const [seconds, end] of points) trail.add(1, () => end, T0 + seconds * SECOND);
  return trail;
}

const passed = (trail: EndTrail, position: number) => {
  const at = trail.passedAt(0, position);
  return Number.isFinite(at) ? (at - T0) / SECOND : at;
};

describe('when the log passed a position', () => {
  test.each<[string, [number, number][], number, number]>([
    [
      'on the line between two points',
      [
        [0, 0],
        [10, 100],
      ],
      25,
      2.5,
    ],
    [
      'at a point',
      [
        [0, 0],
        [10, 100],
        [20, 300],
      ],
      100,
      10,
    ],
    [
      'the latest instant of a flat run',
      [
        [0, 0],
        [10, 100],
        [20, 100],
        [30, 100],
        [40, 200],
      ],
      100,
      30,
    ],
    [
      'in the step after a flat run',
      [
        [0, 0],
        [10, 100],
        [20, 100],
        [30, 200],
      ],
      150,
      25,
    ],
    [
      'across a poll that did not observe it',
      [
        [0, 0],
        [10, -1],
        [20, 200],
      ],
      50,
      5,
    ],
    [
      'before the oldest point',
      [
        [0, 50],
        [10, 100],
      ],
      49,
      -Infinity,
    ],
    [
      'of a log that stands since the oldest point',
      [
        [0, 50],
        [10, 50],
      ],
      10,
      -Infinity,
    ],
    ['of a single point', [[0, 50]], 10, Number.NaN],
    [
      'of a single observed point',
      [
        [0, 50],
        [10, -1],
      ],
      10,
      -Infinity,
    ],
    ['of nothing', [], 0, Number.NaN],
    [
      'at the newest end',
      [
        [0, 0],
        [10, 100],
      ],
      100,
      Number.NaN,
    ],
    [
      'after the log was cut',
      [
        [0, 0],
        [10, 100],
        [20, 50],
        [30, 70],
      ],
      60,
      25,
    ],
    [
      'before the cut',
      [
        [0, 0],
        [10, 100],
        [20, 50],
        [30, 70],
      ],
      20,
      -Infinity,
    ],
  ])('%s', (_, points, position, expected) => {
    expect(passed(trailOf(...points), position)).toBe(expected);
  });

  test('a clock that was set back begins anew', () => {
    const trail = trailOf([0, 0], [10, 100], [5, 150], [15, 250]);
    expect(passed(trail, 200)).toBe(10);
    expect(passed(trail, 50)).toBe(-Infinity);
  });

  test('each partition by itself; added ones begin later', () => {
    const trail = new EndTrail();
    trail.add(1, () => 0, T0);
    trail.add(1, () => 100, T0 + 10 * SECOND);
    trail.add(2, (partition) => [200, 40][partition] ?? -1, T0 + 20 * SECOND);
    trail.add(2, (partition) => [300, 80][partition] ?? -1, T0 + 30 * SECOND);
    expect([trail.passedAt(0, 50), trail.passedAt(1, 60), trail.passedAt(1, 20)]).toEqual([
      T0 + 5 * SECOND,
      T0 + 25 * SECOND,
      -Infinity,
    ]);
  });
});

/** Seconds between polls, and what was written in between. */
const polls = fc.array(fc.tuple(fc.integer({ min: 1, max: 400 }), fc.oneof(fc.constant(0), fc.nat(5_000))), {
  minLength: 2,
  maxLength: 600,
});

describe('whatever was written', () => {
  test('a lag is within a tenth of its age, or one poll of the newest, of what every poll would tell', () => {
    fc.assert(
      fc.property(polls, fc.double({ min: 0, max: 0.999_999, noNaN: true }), (steps, share) => {
        const trail = new EndTrail();
        const points: { atMs: number; end: number }[] = [];
        let [atMs, end] = [T0, 0];
        for (const [seconds, records] of steps) {
          atMs += seconds * SECOND;
          end += records;
          points.push({ atMs, end });
          trail.add(1, () => end, atMs);
        }
        const first = points[0]?.end ?? 0;
        fc.pre(end > first);
        const position = Math.floor(first + share * (end - first));
        const before = points.findLast((point) => point.end <= position);
        const after = points.find((point) => point.end > position);
        const at = trail.passedAt(0, position);
        const age = atMs - at;
        expect(age).toBeGreaterThanOrEqual(0);
        const slack = SECOND * 400 + 0.2 * age;
        expect(at).toBeGreaterThanOrEqual((before?.atMs ?? 0) - slack);
        expect(at).toBeLessThanOrEqual((after?.atMs ?? 0) + slack);
      }),
    );
  });

  test('a later position was written no earlier', () => {
    fc.assert(
      fc.property(polls, fc.nat(3_000_000), fc.nat(100_000), (steps, position, more) => {
        const trail = new EndTrail();
        let [atMs, end] = [T0, 0];
        for (const [seconds, records] of steps) {
          atMs += seconds * SECOND;
          end += records;
          trail.add(1, () => end, atMs);
        }
        fc.pre(position + more < end);
        const [one, other] = [trail.passedAt(0, position), trail.passedAt(0, position + more)];
        expect(Number.isNaN(one) || one <= other).toBe(true);
      }),
    );
  });

  test('a week of polls takes some hundred points, whatever the interval', () => {
    for (const seconds of [1, 10, 60]) {
      const trail = new EndTrail();
      const count = Math.min(60_000, Math.floor((7 * 86_400) / seconds));
      for (let poll = 1; poll <= count; poll++) trail.add(1, () => poll * 7, T0 + poll * seconds * SECOND);
      expect(trail.points).toBeLessThan(260);
    }
  });

  test('polls without anything written take one point', () => {
    const trail = new EndTrail();
    for (let poll = 0; poll < 10_000; poll++) trail.add(1, () => 5, T0 + poll * SECOND);
    expect(trail.points).toBe(1);
  });
});
