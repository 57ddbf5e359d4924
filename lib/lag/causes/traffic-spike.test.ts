import { describe, expect, test } from 'vitest';
import type { Evidence } from './evidence.ts';
import { textOf } from './sentence.ts';
import { AT, evidence, flow, MINUTE, SECOND, slow, WINDOW_FROM } from './testing.ts';
import { busiestStretch, trafficSpike } from './traffic-spike.ts';

/** From this poll on so many times 40/s came. */
const from = (first: number, times: number) =>
  flow((poll) => ({ produced: poll > first ? 400 * times : 400, consumed: 400, lag: 0 }));
const behind = [0, 1, 2, 3].map((partition) => slow(partition));
const spike = (rest: Partial<Evidence>): Evidence => evidence({ partitions: behind, flow: from(60, 4), ...rest });

test.each<[what: string, evidence: Evidence, found: boolean]>([
  ['four times what is usual', spike({}), true],
  ['twice that', spike({ flow: from(60, 2) }), true],
  ['less than twice that', spike({ flow: from(60, 1.99) }), false],
  ['an hour of the day before is not known', spike({ usualProduceRate: null }), false],
  ['nothing is usual', spike({ usualProduceRate: 0 }), false],
  ['the group keeps up', spike({ partitions: evidence().partitions }), false],
  ['what came beyond explains little', spike({ partitions: [slow(0, { lag: 1_000_000 })] }), false],
  [
    'it is over, and has left its lag',
    spike({ flow: flow((poll) => ({ produced: poll < 31 ? 2_000 : 400, consumed: 400, lag: 0 })) }),
    true,
  ],
])('%s', (_, one, found) => {
  expect(trafficSpike(one) !== null).toBe(found);
});

test('says from what to what', () => {
  const cause = trafficSpike(spike({}));
  expect(textOf(cause?.says ?? [])).toBe(
    '160/s came in the 5 min up to 2026-11-23 14:05:00 UTC, 4 times what is usual (40/s, median of 24 h); the group consumes 20/s.',
  );
  expect(cause).toMatchObject({ share: 1, sinceMs: AT - 5 * MINUTE, proof: { section: 'rates' } });
});

describe('busiest stretch', () => {
  test('of a short burst it is a mean', () => {
    const burst = flow((poll) => ({ produced: poll >= 40 && poll < 43 ? 4_000 : 0, consumed: 0, lag: 0 }));
    expect(busiestStretch(burst, 5 * MINUTE)?.rate).toBe(40);
  });

  test('of a window too short for it there is none', () => {
    const { atMs, produced, consumed, lag } = flow(() => ({ produced: 1, consumed: 0, lag: 0 }));
    const cut = (values: Float64Array) => values.slice(0, 12);
    const short = { atMs: cut(atMs), produced: cut(produced), consumed: cut(consumed), lag: cut(lag) };
    expect(busiestStretch(short, 5 * MINUTE)).toBeNull();
    expect(busiestStretch(short, 2 * MINUTE)).toMatchObject({
      rate: 0.1,
      fromMs: WINDOW_FROM,
      toMs: WINDOW_FROM + 60 * SECOND,
    });
  });
});
