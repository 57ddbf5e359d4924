import { expect, test } from 'vitest';
import type { BurrowConsumer, BurrowPartition } from '#lib/views/burrow-consumer.ts';
import { KeptConsumers } from './kept-consumers.ts';

const consumer = (group: string, partitions: number): BurrowConsumer => ({
  group,
  verdict: 'OK',
  partitions: Array.from(
    { length: partitions },
    (_, partition): BurrowPartition => ({
      topic: 'orders',
      partition,
      owner: '',
      clientId: '',
      window: { commits: [], ends: [], currentLag: null, asOfMs: null },
      verdict: 'OK',
      complete: 0,
    }),
  ),
});

/** Counts how often a group is read. */
class Reads {
  readonly of: string[] = [];
  readonly read = (group: string, found: BurrowConsumer | null | Error) => async () => {
    this.of.push(group);
    if (found instanceof Error) throw found;
    return found;
  };
}

test('a group is read once, also by those that ask while it is being read', async () => {
  const kept = new KeptConsumers();
  const reads = new Reads();
  const [one, other] = await Promise.all([1, 2].map(() => kept.get('a', reads.read('a', consumer('a', 3)))));
  expect(one).toBe(other);
  expect(await kept.get('a', reads.read('a', null))).toBe(one);
  expect(reads.of).toEqual(['a']);
});

test('neither a failure is kept, nor the name of no group', async () => {
  const kept = new KeptConsumers();
  const reads = new Reads();
  await expect(kept.get('a', reads.read('a', new Error('away')))).rejects.toThrow('away');
  expect(await kept.get('a', reads.read('a', null))).toBeNull();
  expect(await kept.get('a', reads.read('a', consumer('a', 1)))).toMatchObject({ group: 'a' });
  expect(reads.of).toEqual(['a', 'a', 'a']);
});

test('beyond so many partitions a group is not kept, and those that are stay', async () => {
  const kept = new KeptConsumers(5);
  const reads = new Reads();
  for (const _ of [1, 2]) {
    for (const [group, partitions] of [
      ['a', 3],
      ['b', 3],
      ['c', 2],
    ] as const) {
      await kept.get(group, reads.read(group, consumer(group, partitions)));
    }
  }
  expect(reads.of).toEqual(['a', 'b', 'c', 'b']);
});
