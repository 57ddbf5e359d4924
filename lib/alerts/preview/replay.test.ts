import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { machineRulesOf } from '../machine-rules.ts';
import { rule, SECOND, T0 } from '../testing.ts';
import { type PastSighting, Replay } from './replay.ts';

const INTERVAL_MS = 10 * SECOND;
const replay = () => new Replay(machineRulesOf(rule(), INTERVAL_MS), (one, other) => one > other);
const at = (second: number) => T0 + second * SECOND;
const ABOVE: PastSighting = { truth: 'true', isClear: false, value: 500 };
const CLEAR: PastSighting = { truth: 'false', isClear: true, value: 0 };
const BETWEEN: PastSighting = { truth: 'false', isClear: false, value: 95 };
const UNKNOWN: PastSighting = { truth: 'unknown', isClear: false, value: null };
const NONE: PastSighting = { truth: 'none', isClear: false, value: null };
const instants = (from: number, to: number) =>
  Array.from({ length: Math.floor((to - from) / 10) + 1 }, (_, index) => at(from + index * 10));

describe('a rule over the past', () => {
  test('fires once the condition has held, and ends once it is clear for long enough', () => {
    const one = replay();
    one.hold(instants(0, 90), ABOVE);
    one.see(at(100), { ...ABOVE, value: 900 });
    one.hold(instants(110, 200), CLEAR);
    expect(one.firings).toEqual([{ sinceMs: at(0), firedAtMs: at(20), resolvedAtMs: at(130), worst: 900 }]);
  });

  test('does not where it did not hold for as long', () => {
    const one = replay();
    one.hold(instants(0, 10), ABOVE);
    one.hold(instants(20, 100), CLEAR);
    expect(one.firings).toEqual([]);
  });

  test('still fires at the end', () => {
    const one = replay();
    one.hold(instants(0, 7_200), ABOVE);
    expect(one.firings).toEqual([{ sinceMs: at(0), firedAtMs: at(20), resolvedAtMs: null, worst: 500 }]);
  });

  test('what comes back within ten minutes is one', () => {
    const one = replay();
    one.hold(instants(0, 50), ABOVE);
    one.hold(instants(60, 100), CLEAR);
    one.hold(instants(110, 150), ABOVE);
    one.hold(instants(160, 900), CLEAR);
    one.hold(instants(910, 950), ABOVE);
    expect(one.firings.map(({ resolvedAtMs }) => resolvedAtMs)).toEqual([at(180), null]);
  });
});

test('passing over what changes nothing changes nothing', () => {
  const stretch = fc.record({
    sighting: fc.constantFrom(ABOVE, CLEAR, BETWEEN, UNKNOWN, NONE),
    polls: fc.integer({ min: 1, max: 120 }),
  });
  fc.assert(
    fc.property(fc.array(stretch, { minLength: 1, maxLength: 12 }), (stretches) => {
      const [quick, slow] = [replay(), replay()];
      let second = 0;
      for (const { sighting, polls } of stretches) {
        const times = instants(second, second + (polls - 1) * 10);
        second += polls * 10;
        quick.hold(times, sighting);
        for (const time of times) slow.see(time, sighting);
      }
      expect(quick.firings).toEqual(slow.firings);
    }),
  );
});
