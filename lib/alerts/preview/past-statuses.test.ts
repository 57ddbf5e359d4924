import { describe, expect, test } from 'vitest';
import { machineRulesOf } from '../machine-rules.ts';
import { rule, SECOND, T0 } from '../testing.ts';
import { replayBrokersDown, replayDowntime } from './past-brokers.ts';
import { replayOutages } from './past-outages.ts';
import { replayMembers } from './past-statuses.ts';
import { Replay } from './replay.ts';

const INTERVAL_MS = 10 * SECOND;
const LIMITS = { fire: 60, clear: 30 };
const newReplay = () =>
  new Replay(
    machineRulesOf(rule({ condition: { forSeconds: 0 }, keepFiringSeconds: 0 }), INTERVAL_MS),
    (one, other) => one > other,
  );
const at = (second: number) => T0 + second * SECOND;
const POLLS = Float64Array.from({ length: 60 }, (_, poll) => at(poll * 10));

describe('time without members', () => {
  type Counts = [second: number, members: number | null, assignOnly?: boolean][];
  /** Polled every 10 s, but not in this time. */
  const replayed = (counts: Counts, away: [from: number, to: number] = [0, 0]) => {
    const replay = newReplay();
    const made = counts.map(([second, members, assignOnly = false]) => ({ atMs: at(second), members, assignOnly }));
    const stored = POLLS.filter((atMs) => atMs < at(away[0]) || atMs >= at(away[1]));
    replayMembers(
      made,
      { fromMs: at(0), toMs: at(600), polls: { stored, unseen: new Float64Array() } },
      LIMITS,
      replay,
    );
    return replay.firings;
  };

  test('is counted from the first poll without any, also of before what is looked at', () => {
    expect(
      replayed([
        [0, 3],
        [100, 0],
        [300, 2],
      ]),
    ).toEqual([{ sinceMs: at(170), firedAtMs: at(170), resolvedAtMs: at(300), worst: 190 }]);
    expect(replayed([[-1_000, 0]])).toMatchObject([{ firedAtMs: at(0), resolvedAtMs: null }]);
  });

  test('goes on while nobody can tell, and is none of a group that never has any', () => {
    expect(
      replayed([
        [100, 0],
        [130, null],
        [200, 0],
      ]),
    ).toMatchObject([{ firedAtMs: at(200) }]);
    expect(replayed([[0, 0, true]])).toEqual([]);
  });

  test('begins to be too long only in a poll', () => {
    expect(replayed([[100, 0]], [120, 400])).toMatchObject([{ firedAtMs: at(400) }]);
  });
});

test('time without data is that of polls in which no broker answered, not that in which nobody polled', () => {
  const replay = newReplay();
  const unseen = Float64Array.of(80, 90, 100, 110, 120, 130, 140).map(at);
  replayOutages({ stored: Float64Array.of(60, 70, 150, 160, 900).map(at), unseen }, LIMITS, replay);
  expect(replay.firings).toEqual([{ sinceMs: at(140), firedAtMs: at(140), resolvedAtMs: at(150), worst: 70 }]);
});

describe('brokers', () => {
  const polls = { stored: POLLS, unseen: Float64Array.of(at(215)) };
  const course = [
    { atMs: at(0), state: 'up' as const },
    { atMs: at(100), state: 'unreachable' as const },
    { atMs: at(150), state: 'down' as const },
    { atMs: at(300), state: 'absent' as const },
  ];

  test('are counted while they are down', () => {
    const replay = newReplay();
    const other = [{ atMs: at(120), state: 'down' as const }];
    replayBrokersDown(
      new Map([
        [1, course],
        [2, other],
      ]),
      polls,
      { fire: 1, clear: 1 },
      replay,
    );
    expect(replay.firings).toEqual([{ sinceMs: at(100), firedAtMs: at(100), resolvedAtMs: at(300), worst: 2 }]);
  });

  test('are down for so long, until they are back or gone', () => {
    const replay = newReplay();
    replayDowntime(course, polls, LIMITS, replay);
    expect(replay.firings).toEqual([{ sinceMs: at(220), firedAtMs: at(220), resolvedAtMs: at(300), worst: 140 }]);
  });
});
