import { expect, test } from 'vitest';
import { absentToAsk } from './absent-groups.ts';
import { unlisted } from './testing.ts';

const groups = Array.from({ length: 5_000 }, (_, index) => unlisted(`g${index}`));
const known = (leaving: (index: number) => boolean) =>
  new Map(groups.map(({ groupId }, index) => [groupId, { disownedSinceMs: leaving(index) ? 1 : null }]));
const idsOf = (asked: { groupId: string }[]) => asked.map(({ groupId }) => groupId);

test('all are asked for while they are few', () => {
  expect(
    absentToAsk(
      groups.slice(0, 1_000),
      known(() => false),
      7,
    ),
  ).toHaveLength(1_000);
});

test('of thousands each has its turn', () => {
  const asked = [0, 1, 2, 3, 4].flatMap((turn) =>
    idsOf(
      absentToAsk(
        groups,
        known(() => false),
        turn,
      ),
    ),
  );
  expect(asked).toHaveLength(5_000);
  expect(new Set(asked).size).toBe(5_000);
});

test('those on the way to be known as deleted are asked in every poll, so that their polls are in a row', () => {
  const leaving = known((index) => index >= 4_500);
  for (const turn of [0, 1, 2, 3]) {
    const asked = idsOf(absentToAsk(groups, leaving, turn));
    expect(asked).toHaveLength(1_000);
    expect(asked.slice(0, 500)).toEqual(idsOf(groups.slice(4_500)));
  }
});
