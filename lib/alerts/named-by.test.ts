import { expect, test } from 'vitest';
import { namedBy } from './named-by.ts';

test('finds those of these names, and lets others have their turn meanwhile', async () => {
  const all = Array.from({ length: 3_000 }, (_, index) => ({ name: `team-${index}.group` }));
  let turns = 0;
  let isOver = false;
  const others = (): void => {
    turns++;
    if (!isOver) setImmediate(others);
  };
  setImmediate(others);
  const slow = { include: ['/(?:[^x-]?){36}[A-K]$/', '/group$/'], exclude: ['/5\\.group$/'] };
  const found = await namedBy(slow, all);
  isOver = true;
  expect(found).toHaveLength(2_700);
  expect(turns).toBeGreaterThan(0);
});
