import { expect, test } from 'vitest';
import { event } from '#lib/events/event.ts';
import { partitionSet } from '#lib/events/partition-set.ts';
import { type Replication, replicationAt, type StoredEvent } from './replication-at.ts';

const AT = 1_000_000;
const orders = (...partitions: number[]) =>
  partitionSet(partitions.map((partition) => ({ topic: 'orders', partition })));
const stored = (atMs: number, { kind, data }: { kind: string; data: unknown }): StoredEvent => ({ atMs, kind, data });
const left = (atMs: number, broker: number, ...partitions: number[]) =>
  stored(atMs, event('isr-left', { broker, partitions: orders(...partitions) }));
const joined = (atMs: number, broker: number, ...partitions: number[]) =>
  stored(atMs, event('isr-joined', { broker, partitions: orders(...partitions) }));
const offline = (atMs: number, ...partitions: number[]) =>
  stored(atMs, event('partitions-offline', { brokers: [1], partitions: orders(...partitions) }));
const online = (atMs: number, ...partitions: number[]) =>
  stored(atMs, event('partitions-online', { brokers: [1], partitions: orders(...partitions) }));

const FINE: Replication = { offline: null, underMinIsr: null };
const under = (inSync: number, sinceMs: number | null): Replication => ({
  offline: null,
  underMinIsr: { inSync, minIsr: 2, sinceMs },
});
const dead = (sinceMs: number | null): Replication => ({ offline: { sinceMs }, underMinIsr: null });

test.each<[what: string, isr: number[], leader: number | null, events: StoredEvent[], expected: Replication]>([
  ['as it is now', [1, 2, 3], 1, [], FINE],
  ['under min ISR now, since nobody knows when', [1], 1, [], under(1, null)],
  ['since the second replica left', [1], 1, [left(900, 2, 0), left(800, 3, 0)], under(1, 900)],
  [
    'back by now',
    [1, 2, 3],
    1,
    [joined(AT + 1, 2, 0), joined(AT + 1, 3, 0), left(900, 2, 0), left(800, 3, 0)],
    under(1, 900),
  ],
  ['since the moment alone', [1], 1, [left(AT + 1, 2, 0), left(AT + 1, 3, 0)], FINE],
  ['just at the moment', [1], 1, [left(AT, 2, 0), left(AT, 3, 0)], under(1, AT)],
  ['what happened to another partition', [1, 2], 1, [joined(AT + 1, 2, 5)], FINE],
  ['offline now', [], null, [offline(700, 0)], dead(700)],
  ['offline then', [1, 2], 1, [online(AT + 1, 0), offline(700, 0)], dead(700)],
  ['offline since', [], null, [offline(AT + 1, 0), left(AT + 1, 1, 0), left(AT + 1, 2, 0)], FINE],
  ['an event of another shape', [1, 2], 1, [{ atMs: AT + 1, kind: 'isr-left', data: { node: 3 } }], FINE],
])('%s', (_, isr, leader, events, expected) => {
  const partitions = [{ partition: 0, leader, replicas: [1, 2, 3], isr }];
  expect(replicationAt({ topic: 'orders', minIsr: 2, partitions }, events, AT)).toEqual(new Map([[0, expected]]));
});

test('a topic with one replica cannot be under a larger minimum', () => {
  const partitions = [{ partition: 0, leader: 1, replicas: [1], isr: [1] }];
  expect(replicationAt({ topic: 'orders', minIsr: 2, partitions }, [], AT).get(0)).toEqual(FINE);
});
