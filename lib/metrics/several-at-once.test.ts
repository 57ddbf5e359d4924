import { expect, test } from 'vitest';
import { severalAtOnce } from './several-at-once.ts';

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

test.each([
  [0, 3, 0],
  [2, 3, 2],
  [10, 3, 3],
  [3, 1, 1],
])('%i items, %i at once: all of them in their order, %i running at most', async (count, width, most) => {
  let running = 0;
  let seen = 0;
  const items = Array.from({ length: count }, (_, index) => index);
  const results = await severalAtOnce(items, width, async (item) => {
    seen = Math.max(seen, ++running);
    for (let turns = 0; turns <= (count - item) % 3; turns++) await turn();
    running--;
    return item * 10;
  });
  expect(results).toEqual(items.map((item) => item * 10));
  expect(seen).toBe(most);
});

test('the first failure is thrown, and nothing more begins', async () => {
  const begun: number[] = [];
  const working = severalAtOnce([0, 1, 2, 3, 4, 5], 2, async (item) => {
    begun.push(item);
    await turn();
    if (item === 1) throw new Error('no answer');
  });
  await expect(working).rejects.toThrow('no answer');
  await turn();
  await turn();
  expect(begun).toEqual([0, 1, 2]);
});
