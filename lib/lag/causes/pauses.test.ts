import { describe, expect, test } from 'vitest';
import type { Evidence } from './evidence.ts';
import { pauses, pausesIn } from './pauses.ts';
import { textOf } from './sentence.ts';
import { AT, evidence, flow, MINUTE, SECOND, slow, WINDOW_FROM } from './testing.ts';

/** Consumes in `on` polls, then stands for `off` of them, again and again; records wait all the time. */
const onAndOff = (on: number, off: number) =>
  flow((poll) => ({ produced: 400, consumed: poll % (on + off) < on ? 800 : 0, lag: 1_000 }));
const atPoll = (poll: number) => WINDOW_FROM + poll * 10 * SECOND;
const paused = (rest: Partial<Evidence> = {}): Evidence =>
  evidence({ flow: onAndOff(15, 15), partitions: [slow(0)], ...rest });

describe('pauses', () => {
  test('begin with the last commit and end with the next', () => {
    expect(pausesIn(onAndOff(15, 15), 30 * SECOND)).toEqual([
      { fromMs: atPoll(14), toMs: atPoll(30) },
      { fromMs: atPoll(44), toMs: atPoll(60) },
      { fromMs: atPoll(74), toMs: atPoll(90) },
    ]);
  });

  test('are longer than what is between two commits', () => {
    expect(pausesIn(onAndOff(1, 2), 30 * SECOND)).toEqual([]);
    expect(pausesIn(onAndOff(1, 3), 30 * SECOND)).toHaveLength(21);
  });

  test('are none while nothing waits, and none that did not end', () => {
    expect(
      pausesIn(
        flow((poll) => ({ produced: 0, consumed: poll % 30 === 0 ? 1 : 0, lag: 0 })),
        1,
      ),
    ).toEqual([]);
    expect(
      pausesIn(
        flow((poll) => ({ produced: 400, consumed: poll < 20 ? 1 : 0, lag: 9 })),
        30 * SECOND,
      ),
    ).toEqual([]);
  });
});

test.each<[what: string, evidence: Evidence, found: boolean]>([
  ['it stands and goes on', paused(), true],
  ['it did so once', paused({ flow: onAndOff(40, 20) }), false],
  ['it commits so seldom', paused({ behindFromMs: 3 * MINUTE }), false],
  ['nobody is there', paused({ memberCount: 0, members: [] }), false],
  ['a group that never joins', paused({ assignOnly: true }), false],
  [
    'it is over',
    paused({
      partitions: evidence().partitions,
      flow: flow((poll) => ({
        produced: 400,
        consumed: poll < 60 && poll % 20 < 10 ? 0 : 800,
        lag: poll < 60 ? 9 : 0,
      })),
    }),
    false,
  ],
])('%s', (_, one, found) => {
  expect(pauses(one) !== null).toBe(found);
});

test('says how often and how long', () => {
  expect(textOf(pauses(paused())?.says ?? [])).toBe(
    'It stood still 3 times in the last 15 min, for up to 2 min 40 s, while records waited, and went on each time; the last time from 2026-11-23 14:02:20 UTC to 2026-11-23 14:05:00 UTC.',
  );
  expect(pauses(paused())?.sinceMs).toBe(AT - 15 * MINUTE + 140 * SECOND);
});
