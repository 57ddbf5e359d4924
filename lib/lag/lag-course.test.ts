import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { courseOf, type Story, steadyStory } from './fixtures/flow-story.ts';
import type { Flow } from './flow-window.ts';
import { type LagTrend, lagCourse, UNKNOWN_COURSE } from './lag-course.ts';

const flow = (produceRate: number, consumeRate: number, changes: Partial<Flow> = {}): Flow => ({
  produceRate,
  consumeRate,
  growthError: 0,
  spanMs: 60_000,
  whole: true,
  ...changes,
});
const long = (produceRate: number, consumeRate: number, changes: Partial<Flow> = {}) =>
  flow(produceRate, consumeRate, { spanMs: 300_000, ...changes });

describe('where a lag goes', () => {
  test.each<[what: string, lag: bigint, now: Flow, long: Flow, trend: LagTrend | null]>([
    ['no lag and nothing flows', 0n, flow(0, 0), long(0, 0), 'idle'],
    ['no lag and records flow', 0n, flow(500, 500), long(500, 500), 'steady'],
    ['no lag, seen for a moment only', 0n, flow(0, 0, { whole: false }), long(0, 0), 'idle'],
    ['lag, and nothing flows', 7n, flow(0, 0), long(0, 0), 'stalled'],
    ['lag, nothing consumed, records come', 700n, flow(10, 0), long(10, 5), 'stalled'],
    [
      'lag, nothing consumed for less than the window, records come',
      700n,
      flow(10, 0, { whole: false }),
      long(9, 5),
      'growing',
    ],
    ['lag, nothing flows for less than the window', 7n, flow(0, 0, { whole: false }), long(0, 0), null],
    [
      'lag rises by 5 % of the throughput in a minute, not more',
      9_000n,
      flow(1_000, 950),
      long(1_000, 1_000),
      'steady',
    ],
    ['lag rises by more than 5 % in a minute', 9_000n, flow(1_000, 949), long(1_000, 1_000), 'growing'],
    ['lag falls by more than 5 % in a minute', 9_000n, flow(949, 1_000), long(1_000, 1_000), 'draining'],
    ['lag rises slowly: 2 % in 5 minutes, not more', 9_000n, flow(1_000, 980), long(1_000, 980), 'steady'],
    ['lag rises slowly: more than 2 % in 5 minutes', 9_000n, flow(1_000, 979), long(1_000, 979), 'growing'],
    ['lag falls slowly', 9_000n, flow(979, 1_000), long(979, 1_000), 'draining'],
    ['the last minute speaks before the last five', 9_000n, flow(500, 1_000), long(1_000, 500), 'draining'],
    ['10 records a minute are no trend', 40n, flow(0.5, 0.5 - 10 / 60), long(0.5, 0.5), 'steady'],
    ['11 records a minute are one', 40n, flow(0.5, 0.5 - 11 / 60), long(0.5, 0.5), 'growing'],
    ['within 3 standard errors of none', 9_000n, flow(1_000, 700, { growthError: 100 }), long(1_000, 1_000), 'steady'],
    ['beyond them', 9_000n, flow(1_000, 699, { growthError: 100 }), long(1_000, 1_000), 'growing'],
    [
      'noise in the minute, certainty in the five',
      9_000n,
      flow(1_000, 700, { growthError: 200 }),
      long(1_000, 900),
      'growing',
    ],
  ])('%s', (_what, lag, now, over, trend) => {
    expect(lagCourse(lag, now, over).trend).toBe(trend);
  });

  test.each([
    ['no lag is known', null, flow(1, 1)],
    ['no rate is known', 5n, null],
  ])('unknown, never 0, where %s', (_what, lag, now) => {
    expect(lagCourse(lag, now, null)).toEqual(UNKNOWN_COURSE);
  });

  test('without a long window the short one stands for it', () => {
    expect(lagCourse(9_000n, flow(1_000, 979), null).trend).toBe('growing');
  });

  test('rates and drain time are those of the window that spoke', () => {
    const course = lagCourse(9_000n, flow(1_000, 1_010), long(900, 1_000));
    expect(course).toEqual({ produceRate: 900, consumeRate: 1_000, trend: 'draining', drainSeconds: 90 });
  });
});

const INTERVALS = [1_000, 10_000, 60_000];
const UNTIL = 30 * 60_000;

/** What polls at 1, 10 and 60 s say of one story. */
const words = (story: Story) => INTERVALS.map((intervalMs) => courseOf(story, UNTIL, intervalMs).trend);

describe('one story, polled every 1, 10 or 60 s', () => {
  test.each<[what: string, story: Story, trend: LagTrend]>([
    ['keeps up', steadyStory(1_000, 2_000, 5_000, 0), 'steady'],
    ['keeps up with a trickle', steadyStory(1, 5, 5_000, 0), 'steady'],
    ['behind and not falling', steadyStory(1_000, 1_000, 5_000, 50_000), 'steady'],
    ['grows by a tenth', steadyStory(1_000, 900, 5_000, 0), 'growing'],
    ['drains by a tenth', steadyStory(1_000, 1_100, 5_000, 3_000_000), 'draining'],
    ['grows slowly', steadyStory(1_000, 970, 1_000, 0), 'growing'],
    ['stopped while records come', steadyStory(100, 0, 5_000, 5_000), 'stalled'],
    ['stopped and nothing comes', steadyStory(0, 0, 5_000, 5_000), 'stalled'],
    ['all read, nothing comes', { producedAt: () => 5_000, consumedAt: () => 5_000 }, 'idle'],
  ])('%s', (_what, story, trend) => {
    expect(words(story)).toEqual([trend, trend, trend]);
  });

  test('a clear change has one name, whatever the interval; its rates and drain time are right', () => {
    const rate = fc.integer({ min: 50, max: 20_000 });
    const commitMs = fc.constantFrom(100, 1_000, 5_000);
    fc.assert(
      fc.property(rate, fc.integer({ min: 20, max: 80 }), fc.boolean(), commitMs, (fast, percent, grows, commit) => {
        const slow = Math.floor((fast * (100 - percent)) / 100);
        const [produce, consume] = grows ? [fast, slow] : [slow, fast];
        const story = steadyStory(produce, consume, commit, fast * 4_000);
        for (const intervalMs of INTERVALS) {
          const course = courseOf(story, UNTIL, intervalMs);
          expect(course.trend).toBe(grows ? 'growing' : 'draining');
          expect(relative(course.produceRate, produce)).toBeLessThan(0.02);
          expect(relative(course.consumeRate, consume)).toBeLessThan(0.1);
          const lag = story.producedAt(UNTIL) - story.consumedAt(UNTIL);
          if (grows) expect(course.drainSeconds).toBeNull();
          else expect(relative(course.drainSeconds, lag / (consume - produce))).toBeLessThan(0.3);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('whatever happens: no number below 0, none endless, and drain time only while draining', () => {
    const steps = fc.array(fc.tuple(fc.integer({ min: 0, max: 90_000 }), fc.nat(100_000), fc.nat(100_000)), {
      minLength: 1,
      maxLength: 60,
    });
    fc.assert(
      fc.property(steps, fc.constantFrom(...INTERVALS), (moves, intervalMs) => {
        const story = storyOf(moves);
        const course = courseOf(story, 90_000 * moves.length, intervalMs);
        for (const value of [course.produceRate, course.consumeRate, course.drainSeconds]) {
          if (value !== null) expect(Number.isFinite(value) && value >= 0).toBe(true);
        }
        expect(course.drainSeconds !== null).toBe(course.trend === 'draining');
      }),
      { numRuns: 300 },
    );
  });
});

const relative = (got: number | null, wanted: number): number =>
  got === null ? Number.POSITIVE_INFINITY : Math.abs(got - wanted) / wanted;

/** Positions that rise by these amounts, so many milliseconds apart; never more consumed than produced. */
function storyOf(moves: readonly (readonly [afterMs: number, produced: number, consumed: number])[]): Story {
  const at = (untilMs: number) => {
    let [atMs, produced, consumed] = [0, 0, 0];
    for (const [afterMs, more, read] of moves) {
      atMs += afterMs;
      if (atMs > untilMs) break;
      produced += more;
      consumed = Math.min(produced, consumed + read);
    }
    return { produced, consumed };
  };
  return { producedAt: (atMs) => at(atMs).produced, consumedAt: (atMs) => at(atMs).consumed };
}
