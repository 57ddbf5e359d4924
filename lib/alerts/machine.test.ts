import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type MachineRules, type Sighting, type Step, step, type TargetState, type Truth } from './machine.ts';

const T0 = Date.UTC(2026, 10, 23, 3);
const SECOND = 1_000;
const INTERVAL = 10 * SECOND;

const RULES: MachineRules = {
  forMs: 60 * SECOND,
  keepFiringMs: 60 * SECOND,
  noData: { policy: 'keep', afterMs: 120 * SECOND },
  mostCountedMs: 3 * INTERVAL,
  reopenWithinMs: 600 * SECOND,
  valuelessMs: 600 * SECOND,
};

/** What one observation says, in short: above N, between N and the clear threshold, clear, clear for want of what was lost, ... */
type Said = 'above' | 'between' | 'clear' | 'lost' | 'unknown' | 'none';
const TRUTH: Record<Said, Truth> = {
  above: 'true',
  between: 'false',
  clear: 'false',
  lost: 'false',
  unknown: 'unknown',
  none: 'none',
};
const seen = (said: Said, nowMs: number): Sighting => ({
  nowMs,
  condition: TRUTH[said],
  isClear: said === 'clear' || said === 'lost',
  isLost: said === 'lost',
  recreated: null,
  ackedAtMs: null,
  unseenMs: 0,
});

/** Runs a story, [second, what is said] one after the other; gives every transition with its second, and the last state. */
function run(
  story: readonly (readonly [number, Said])[],
  rules: MachineRules = RULES,
  changes: Partial<Sighting> = {},
) {
  let state: TargetState | null = null;
  const told: [number, string][] = [];
  for (const [second, said] of story) {
    const next: Step = step(state, { ...seen(said, T0 + second * SECOND), ...changes }, rules);
    state = next.state;
    if (next.transition) told.push([second, `${next.transition.kind} ${next.transition.why}`]);
  }
  return { told, state };
}
const polls = (from: number, to: number, said: Said, every = 10) =>
  Array.from({ length: Math.floor((to - from) / every) + 1 }, (_, index) => [from + index * every, said] as const);

describe('opening', () => {
  test('K seconds after the first observation in which it held, to the poll', () => {
    expect(run(polls(0, 50, 'above')).told).toEqual([]);
    expect(run(polls(0, 60, 'above')).told).toEqual([[60, 'opened condition']]);
  });

  test('at once with K = 0', () => {
    expect(run([[0, 'above']], { ...RULES, forMs: 0 }).told).toEqual([[0, 'opened condition']]);
  });

  test.each(['between', 'clear'] as const)('not after one that said %s: it begins anew', (said) => {
    expect(run([...polls(0, 50, 'above'), [60, said], ...polls(70, 120, 'above')]).told).toEqual([]);
    expect(run([...polls(0, 50, 'above'), [60, said], ...polls(70, 130, 'above')]).told).toEqual([
      [130, 'opened condition'],
    ]);
  });

  test.each(['unknown', 'none'] as const)('after one that said %s as after one that was missed', (said) => {
    expect(run([...polls(0, 20, 'above'), [30, said], ...polls(40, 60, 'above')]).told).toEqual([
      [60, 'opened condition'],
    ]);
  });

  test('what went unseen counts three intervals, whatever it lasted', () => {
    const story = [...polls(0, 20, 'above'), ...polls(1_000, 1_060, 'above')];
    // 20 s were seen and 30 count for the gap: 10 more.
    expect(run(story).told).toEqual([[1_010, 'opened condition']]);
  });

  test.each([-3_600, 3_600])('a clock that is set by %d s neither fires nor holds it back', (by) => {
    const story = [...polls(0, 20, 'above'), ...polls(30 + by, 120 + by, 'above')];
    const [first] = run(story).told;
    // Back: the gap counts nothing. Ahead: it counts three intervals.
    expect(first).toEqual([by < 0 ? 70 + by : 40 + by, 'opened condition']);
  });

  test('is told once, however long it lasts, and over a restart', () => {
    const { told, state } = run(polls(0, 600, 'above'));
    expect(told).toHaveLength(1);
    const restarted = JSON.parse(JSON.stringify(state)) as TargetState;
    expect(step(restarted, seen('above', T0 + 700 * SECOND), RULES).transition).toBeNull();
  });
});

describe('ending', () => {
  const FIRING = polls(0, 60, 'above');

  test('once it stayed on the good side for as long as it keeps firing', () => {
    expect(run([...FIRING, ...polls(70, 130, 'clear')]).told).toEqual([
      [60, 'opened condition'],
      [130, 'resolved recovered'],
    ]);
  });

  test.each(['above', 'between'] as const)('one that says %s begins that anew', (said) => {
    const story = [...FIRING, ...polls(70, 120, 'clear'), [130, said] as const, ...polls(140, 190, 'clear')];
    expect(run(story).told).toHaveLength(1);
    expect(run([...story, [200, 'clear']]).told).toHaveLength(2);
  });

  test('not while records are lost unread', () => {
    expect(run([...FIRING, ...polls(70, 900, 'lost')]).told).toHaveLength(1);
    expect(run([...FIRING, ...polls(70, 900, 'lost'), ...polls(910, 970, 'clear')]).told.at(-1)).toEqual([
      970,
      'resolved recovered',
    ]);
  });

  test('what holds it open is said while that alone does', () => {
    const held = (...story: (readonly [number, Said])[]) => run([...FIRING, ...story]).state?.isHeld;
    expect(held()).toBe(false);
    expect(held([70, 'lost'])).toBe(true);
    expect(held([70, 'lost'], [80, 'unknown'])).toBe(true);
    expect(held([70, 'lost'], [80, 'between'])).toBe(false);
    expect(held([70, 'lost'], [80, 'above'])).toBe(false);
    expect(held([70, 'lost'], [80, 'clear'])).toBe(false);
  });

  test('what nobody polled counts towards nothing', () => {
    const rules = (policy: 'alert' | 'resolve') => ({ ...RULES, noData: { policy, afterMs: 120 * SECOND } });
    const hoursLater = (said: Said, policy: 'alert' | 'resolve', before: readonly (readonly [number, Said])[]) => {
      const { state } = run([...before, [70, said]], rules(policy));
      const seenLater = { ...seen(said, T0 + 28_870 * SECOND), unseenMs: 28_770 * SECOND };
      return step(state, seenLater, rules(policy)).transition;
    };
    expect(hoursLater('unknown', 'alert', [])).toBeNull();
    expect(hoursLater('unknown', 'resolve', FIRING)).toBeNull();
    expect(hoursLater('none', 'resolve', FIRING)).toBeNull();
  });

  test('an acknowledgement from before the loss is not about it', () => {
    const story = [...FIRING, ...polls(70, 900, 'lost')];
    const endedWith = (ackedSecond: number) => run(story, RULES, { ackedAtMs: T0 + ackedSecond * SECOND }).told.at(-1);
    expect(endedWith(69)).toEqual([60, 'opened condition']);
    expect(endedWith(70)).toEqual([130, 'resolved recovered']);
  });

  test('after 10 minutes without a value, for that reason', () => {
    expect(run([...FIRING, ...polls(70, 660, 'none')]).told).toHaveLength(1);
    expect(run([...FIRING, ...polls(70, 670, 'none')]).told.at(-1)).toEqual([670, 'resolved no-value']);
  });

  test('is the end of it for good after 10 minutes; before it is reopened as the same', () => {
    const ended = [...FIRING, ...polls(70, 130, 'clear')];
    expect(run([...ended, ...polls(200, 260, 'above')]).told.at(-1)).toEqual([260, 'reopened condition']);
    expect(run([...ended, ...polls(670, 730, 'above')]).told.at(-1)).toEqual([730, 'reopened condition']);
    expect(run([...ended, ...polls(680, 740, 'above')]).told.at(-1)).toEqual([740, 'opened condition']);
  });
});

describe('without data', () => {
  const rules = (policy: 'keep' | 'alert' | 'resolve') => ({ ...RULES, noData: { policy, afterMs: 120 * SECOND } });
  const FIRING = polls(0, 60, 'above');

  test('a firing target stays as it is', () => {
    expect(run([...FIRING, ...polls(70, 3_600, 'unknown')], rules('keep')).told).toHaveLength(1);
    expect(run([...FIRING, ...polls(70, 3_600, 'unknown')], rules('alert')).told).toHaveLength(1);
  });

  test('or ends for that reason, where the rule says so', () => {
    expect(run([...FIRING, ...polls(70, 190, 'unknown')], rules('resolve')).told.at(-1)).toEqual([
      190,
      'resolved no-data',
    ]);
  });

  test('a calm one opens, where the rule says so, and ends with the data', () => {
    const story = [...polls(0, 20, 'clear'), ...polls(30, 150, 'unknown'), ...polls(160, 220, 'clear')];
    expect(run(story, rules('alert')).told).toEqual([
      [150, 'opened no-data'],
      [220, 'resolved recovered'],
    ]);
    expect(run(story, rules('keep')).told).toEqual([]);
  });
});

describe('whatever is said and when', () => {
  const said = fc.constantFrom<Said>('above', 'above', 'above', 'between', 'clear', 'clear', 'lost', 'unknown', 'none');
  const gap = fc.constantFrom(10, 10, 10, 20, 30, 60, 3_000, -500);
  const story = fc.array(fc.tuple(gap, said), { maxLength: 200 }).map((steps) => {
    let second = 0;
    return steps.map(([by, one]) => {
      second += by;
      return [second, one] as const;
    });
  });
  const policy = fc.constantFrom('keep' as const, 'alert' as const, 'resolve' as const);

  test('opening and ending alternate, and begin with an opening', () => {
    fc.assert(
      fc.property(story, policy, (seenThen, noData) => {
        const { told } = run(seenThen, { ...RULES, noData: { policy: noData, afterMs: 120 * SECOND } });
        told.forEach(([, what], index) => {
          expect(what.startsWith('resolved')).toBe(index % 2 === 1);
        });
        expect(told.at(0)?.[1].startsWith('reopened') ?? false).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  test('it never opens by its value before that held K seconds of what was seen', () => {
    fc.assert(
      fc.property(story, (seenThen) => {
        const { told } = run(seenThen);
        for (const [second, what] of told) {
          if (!what.endsWith('condition')) continue;
          const upTo = seenThen.slice(0, seenThen.findIndex(([at, one]) => at === second && one === 'above') + 1);
          const lastNo = upTo.findLastIndex(([, one]) => one !== 'above' && one !== 'unknown' && one !== 'none');
          const held = upTo.slice(lastNo + 1).filter(([, one]) => one === 'above');
          let countedS = 0;
          for (let at = 1; at < held.length; at++) {
            countedS += Math.min(Math.max((held[at]?.[0] ?? 0) - (held[at - 1]?.[0] ?? 0), 0), 30);
          }
          expect(countedS).toBeGreaterThanOrEqual(60);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('a restart between any two observations changes nothing', () => {
    fc.assert(
      fc.property(story, (seenThen) => {
        let kept: TargetState | null = null;
        const told: [number, string][] = [];
        for (const [second, one] of seenThen) {
          const next: Step = step(kept, seen(one, T0 + second * SECOND), RULES);
          kept = next.state === null ? null : (JSON.parse(JSON.stringify(next.state)) as TargetState);
          if (next.transition) told.push([second, `${next.transition.kind} ${next.transition.why}`]);
        }
        expect(told).toEqual(run(seenThen).told);
      }),
      { numRuns: 200 },
    );
  });
});
