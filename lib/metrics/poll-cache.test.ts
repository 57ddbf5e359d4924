import { expect, test } from 'vitest';
import { PollCache } from './poll-cache.ts';

const poll = (id: number, pollId: number, hasSamples = true) => ({ id, pollId, hasSamples });

test('a poll is read once, the next one anew; clusters are apart', async () => {
  const cache = new PollCache<number>();
  let reads = 0;
  const read = async () => ++reads;
  expect(await Promise.all([cache.get(poll(1, 100), read), cache.get(poll(1, 100), read)])).toEqual([1, 1]);
  expect(await cache.get(poll(2, 100), read)).toBe(2);
  expect(await cache.get(poll(1, 200), read)).toBe(3);
  expect(await cache.get(poll(1, 200), read)).toBe(3);
});

test('a poll that was told before its samples were there is read again with them', async () => {
  const cache = new PollCache<string>();
  expect(await cache.get(poll(1, 100, false), async () => 'state alone')).toBe('state alone');
  expect(await cache.get(poll(1, 100, false), async () => 'read twice')).toBe('state alone');
  expect(await cache.get(poll(1, 100), async () => 'whole')).toBe('whole');
});

test('a read that failed is tried again', async () => {
  const cache = new PollCache<string>();
  await expect(cache.get(poll(1, 100), () => Promise.reject(new Error('away')))).rejects.toThrow('away');
  expect(await cache.get(poll(1, 100), async () => 'there')).toBe('there');
});
