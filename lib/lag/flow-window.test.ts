import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rulesAt } from './fixtures/flow-story.ts';
import { type FlowReading, FlowWindow, windowWidth } from './flow-window.ts';

const SECOND = 1_000;
const RULES = rulesAt(10 * SECOND);

type Step = Partial<FlowReading> & { atMs: number };

/** A window after these polls; what a step leaves out: all partitions read, 100/s produced and 60/s consumed since 0. */
function windowAfter(steps: readonly Step[], gapMs: number | null = null, rules = RULES): FlowWindow {
  const window = new FlowWindow();
  for (const step of steps) {
    const seconds = step.atMs / SECOND;
    const calm = { setKey: 1, complete: true, produced: 100 * seconds, consumed: 60 * seconds, fell: false };
    window.add({ ...calm, ...step }, rules, gapMs);
  }
  return window;
}

const every = (stepMs: number, fromMs: number, untilMs: number): Step[] =>
  Array.from({ length: Math.floor((untilMs - fromMs) / stepMs) + 1 }, (_, index) => ({
    atMs: fromMs + index * stepMs,
  }));

const flowAt = (window: FlowWindow, nowMs: number, gapMs: number | null = null, rules = RULES) =>
  window.flow(rules.rateWindowMs, rules, gapMs, nowMs);

describe('width of a window', () => {
  test.each<[what: string, gapMs: number | null, intervalMs: number, widthMs: number]>([
    ['a minute', null, 10_000, 60_000],
    ['3 commit gaps where they are longer', 30_000, 10_000, 90_000],
    ['3 polls where they are longer', null, 60_000, 180_000],
    ['a gap cannot be seen shorter than a poll', 5_000, 60_000, 180_000],
    ['an hour at most', 86_400_000, 10_000, 3_600_000],
  ])('%s', (_what, gapMs, intervalMs, widthMs) => {
    expect(windowWidth(60_000, gapMs, rulesAt(intervalMs))).toBe(widthMs);
  });
});

describe('when a rate is known', () => {
  test.each<[what: string, steps: Step[], nowMs: number, known: boolean]>([
    ['nothing was read', [], 0, false],
    ['three polls span two intervals: less than 3 gaps', every(10_000, 0, 20_000), 20_000, false],
    ['four polls', every(10_000, 0, 30_000), 30_000, true],
    ['the newest poll is 30 s old', every(10_000, 0, 60_000), 90_000, true],
    ['the newest poll is older than 3 polls', every(10_000, 0, 60_000), 90_001, false],
    ['something fell a moment ago', [...every(10_000, 0, 60_000), { atMs: 70_000, fell: true }], 70_000, false],
    [
      '4 polls after a fall',
      [...every(10_000, 0, 60_000), { atMs: 70_000, fell: true }, ...every(10_000, 80_000, 100_000)],
      100_000,
      true,
    ],
    ['another set of partitions, all read', [...every(10_000, 0, 60_000), { atMs: 70_000, setKey: 2 }], 70_000, false],
    [
      'a poll missed a partition',
      [...every(10_000, 0, 60_000), { atMs: 70_000, setKey: 2, complete: false }],
      70_000,
      true,
    ],
    [
      'a partition is gone for 3 polls',
      [
        ...every(10_000, 0, 60_000),
        ...[70, 80, 90, 100].map((at) => ({ atMs: at * SECOND, setKey: 2, complete: false })),
      ],
      100_000,
      false,
    ],
    [
      'nothing of it could be read',
      [...every(10_000, 0, 60_000), { atMs: 70_000, setKey: 0, produced: Number.NaN, consumed: Number.NaN }],
      70_000,
      false,
    ],
    ['the clock was set back', [...every(10_000, 0, 60_000), { atMs: 30_000 }], 30_000, false],
  ])('%s', (_what, steps, nowMs, known) => {
    expect(flowAt(windowAfter(steps), nowMs) !== null).toBe(known);
  });

  test('a slow committer is waited for: 3 of its gaps', () => {
    const steps = every(10_000, 0, 200_000);
    expect(flowAt(windowAfter(steps.slice(0, 18), 60_000), 170_000, 60_000)).toBeNull();
    expect(flowAt(windowAfter(steps, 60_000), 200_000, 60_000)).not.toBeNull();
  });
});

test('a poll that missed partitions leaves no dent: the next one has what moved meanwhile', () => {
  const holes = [30_000, 50_000].map((atMs) => ({ atMs, setKey: 9, complete: false, produced: 1, consumed: 1 }));
  const steps = every(10_000, 0, 60_000).map((step) => holes.find(({ atMs }) => atMs === step.atMs) ?? step);
  expect(flowAt(windowAfter(steps), 60_000)).toMatchObject({ produceRate: 100, consumeRate: 60, growthError: 0 });
});

test('straight lines come back as they are, polled at any interval and with holes', () => {
  const rate = fc.double({ min: 0, max: 1e6, noNaN: true });
  const offset = fc.integer({ min: 0, max: 1_000_000_000_000 });
  fc.assert(
    fc.property(rate, rate, offset, fc.constantFrom(1, 10, 60, 300), (produce, consume, from, interval) => {
      const rules = rulesAt(interval * SECOND);
      const untilMs = Math.max(40 * interval, 120) * SECOND;
      const steps = every(interval * SECOND, 0, untilMs).map(({ atMs }) => ({
        atMs,
        produced: from + (produce * atMs) / SECOND,
        consumed: from + (consume * atMs) / SECOND,
      }));
      const flow = flowAt(windowAfter(steps, null, rules), untilMs, null, rules);
      expect(flow?.produceRate).toBeCloseTo(produce, 1);
      expect(flow?.consumeRate).toBeCloseTo(consume, 1);
      expect(flow?.whole).toBe(true);
    }),
  );
});

test('hours of polls at 1 s leave a window of its width', () => {
  const rules = rulesAt(SECOND);
  const window = windowAfter(every(SECOND, 0, 20_000 * SECOND), null, rules);
  const long = window.flow(rules.trendWindowMs, rules, null, 20_000 * SECOND);
  expect(long?.spanMs).toBeGreaterThanOrEqual(300_000);
  expect(long?.spanMs).toBeLessThanOrEqual(375_000);
});
