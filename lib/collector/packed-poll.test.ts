import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { EventRecord, PollWrite, SubscriptionNow } from '#lib/history/contract.ts';
import { madeLoad, madeTopicKey } from '#lib/history/testing.ts';
import { packPoll, unpackPoll } from './packed-poll.ts';
import { T0 } from './testing.ts';

const EVENT: EventRecord = {
  kind: 'broker-down',
  severity: 'critical',
  groups: [],
  topics: [],
  brokers: [3],
  gapSinceMs: null,
  data: { brokerId: 3 },
};
const SHAPE = { topics: 3, partitionsPerTopic: 4, groups: 2, topicsPerGroup: 2 };

/** A poll with these offsets; a series of null was not observed. */
function pollOf(topics: bigint[][], subscriptions: (bigint[] | null)[]): PollWrite {
  const base = madeLoad(SHAPE)(T0);
  const [now] = base.subscriptions;
  if (!now) throw new Error('the load has no subscription');
  const keys = subscriptions.map((_, index) => ({ group: `group-${index}`, topic: madeTopicKey(`read-${index}`) }));
  return {
    ...base,
    samples: {
      atMs: T0,
      topics: topics.map((values, index) => {
        const logStart = BigInt64Array.from(values);
        const highWatermark = logStart.map((value) => value + 1n);
        return {
          topic: madeTopicKey(`topic-${index}`),
          logStart,
          highWatermark,
          open: logStart.map((value) => value / 2n),
        };
      }),
      subscriptions: keys.flatMap((key, index) => {
        const values = subscriptions[index];
        return values ? [{ ...key, committed: BigInt64Array.from(values) }] : [];
      }),
    },
    subscriptions: keys.map((key): SubscriptionNow => ({ ...now, ...key })),
  };
}

test('what the history takes of a poll is the same after packing', () => {
  const offsets = fc.array(fc.bigInt({ min: -(2n ** 62n), max: 2n ** 62n }), { maxLength: 6 });
  const series = fc.array(fc.option(offsets), { maxLength: 6 });
  fc.assert(
    fc.property(fc.array(offsets, { maxLength: 5 }), series, (topics, subscriptions) => {
      const poll = pollOf(topics, subscriptions);
      const packed = packPoll(poll, null);
      expect(packed && unpackPoll(packed)).toEqual({
        atMs: T0,
        samples: poll.samples,
        events: [],
        statusChanges: [],
        subscriptions: poll.subscriptions
          .filter((_, index) => subscriptions[index] === null)
          .map(({ group, topic }) => ({ group, topic })),
        complete: { groups: true },
      });
    }),
  );
});

test('polls of the same series share their layout, and take no more than their values', () => {
  const first = packPoll(pollOf([[1n, 2n]], [[3n], null]), null);
  const second = packPoll(pollOf([[4n, 5n]], [[6n], null]), first?.samples?.layout ?? null);
  expect(second?.samples?.layout).toBe(first?.samples?.layout);
  expect(second?.bytes).toBe(8 * (3 * 2 + 1));
  expect(first?.bytes).toBeGreaterThan(second?.bytes ?? 0);
});

test.each([
  ['a wider topic', pollOf([[4n, 5n, 6n]], [[6n], null])],
  ['another subscription', pollOf([[4n, 5n]], [[6n], null, [7n]])],
  ['a subscription that was not observed', pollOf([[4n, 5n]], [null, null])],
  [
    'a listing with holes',
    { ...pollOf([[4n, 5n]], [[6n], null]), complete: { brokers: true, topics: true, groups: false } },
  ],
])('%s makes another layout', (_, other) => {
  const first = packPoll(pollOf([[1n, 2n]], [[3n], null]), null);
  const second = packPoll(other, first?.samples?.layout ?? null);
  expect(second?.samples?.layout).not.toBe(first?.samples?.layout);
  expect(second && unpackPoll(second).samples).toEqual(other.samples);
});

test('a poll that reached no broker waits only where it has events', () => {
  const unreachable = { ...pollOf([], []), samples: null };
  expect(packPoll(unreachable, null)).toBeNull();
  const packed = packPoll({ ...unreachable, events: [EVENT] }, null);
  expect(packed && unpackPoll(packed)).toMatchObject({ atMs: T0, samples: null, events: [EVENT] });
  expect(packed?.bytes).toBeGreaterThan(100);
});
