import { expect, test } from 'vitest';
import { advancePresence, type GroupSighting, NO_PRESENCE, type Presence, withProgress } from './presence.ts';

type Poll = [atMs: number, sighting: Partial<GroupSighting>, moved?: boolean];
const STABLE = { members: 3, state: 'Stable' };
const EMPTY = { members: 0, state: 'Empty' };

function after(...polls: Poll[]): Presence {
  let presence = NO_PRESENCE;
  for (const [atMs, sighting, moved = false] of polls) {
    presence = advancePresence(presence, { members: 3, state: 'Stable', isClassic: true, ...sighting }, atMs);
    if (moved) presence = withProgress(presence);
  }
  return presence;
}

test.each<[what: string, polls: Poll[], expected: Partial<Presence>]>([
  [
    'members that stay',
    [
      [0, STABLE],
      [10, STABLE],
    ],
    { presentSinceMs: 0, settledSinceMs: 0, absentSinceMs: null },
  ],
  [
    'members that left',
    [
      [0, STABLE],
      [10, EMPTY],
      [20, EMPTY],
    ],
    { absentSinceMs: 10, settledSinceMs: null },
  ],
  [
    'a poll that could not tell',
    [
      [0, EMPTY],
      [10, { members: null }],
      [20, EMPTY],
    ],
    { absentSinceMs: 0 },
  ],
  [
    'a deploy: they come back',
    [
      [0, STABLE, true],
      [10, EMPTY],
      [20, STABLE],
    ],
    { presentSinceMs: 20 },
  ],
  [
    'a crash loop: nobody who comes back commits',
    [
      [0, STABLE, true],
      [10, EMPTY],
      [20, STABLE],
      [30, EMPTY],
      [40, STABLE],
      [50, EMPTY],
      [60, STABLE],
    ],
    { presentSinceMs: 20, absentSinceMs: null },
  ],
  [
    'commits end a crash loop',
    [
      [0, STABLE, true],
      [10, EMPTY],
      [20, STABLE, true],
      [30, EMPTY],
      [40, STABLE],
    ],
    { presentSinceMs: 40 },
  ],
  [
    'a rebalance',
    [
      [0, STABLE],
      [10, { state: 'PreparingRebalance' }],
      [20, { state: 'CompletingRebalance' }],
    ],
    { rebalancingSinceMs: 10, unsettledSinceMs: 10, settledSinceMs: null, presentSinceMs: 0 },
  ],
  [
    'rest after a rebalance',
    [
      [0, { state: 'PreparingRebalance' }],
      [10, STABLE],
    ],
    { rebalancingSinceMs: null, settledSinceMs: 10 },
  ],
  [
    'a newer group that reconciles is not said to rebalance',
    [[0, { state: 'Reconciling', isClassic: false }]],
    { rebalancingSinceMs: null, unsettledSinceMs: 0 },
  ],
])('%s', (_what, polls, expected) => {
  expect(after(...polls)).toMatchObject(expected);
});

test('the same object while nothing changes', () => {
  const before = after([0, STABLE]);
  expect(advancePresence(before, { members: 4, state: 'Stable', isClassic: true }, 10)).toBe(before);
});
