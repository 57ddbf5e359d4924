import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LossNow, TopicConfigNow } from '#lib/history/contract.ts';
import { succeed } from '#lib/kafka/failure.ts';
import { SimulatedLog } from './fixtures/simulated-log.ts';
import { commits, described, ends, group, groupOf, MINUTE, Polls, SECOND, T0, topicIdOf } from './testing.ts';

const INTERVAL_MS = 10 * SECOND;
const CHECK_MS = SECOND;

const setting = (name: string, value: number | string): TopicConfigNow => ({
  name,
  value: String(value),
  source: 'DYNAMIC_TOPIC_CONFIG',
  isDefault: false,
  sensitive: false,
});

/** Polls a group without members that reads two logs, and puts down what it was told with what it was to read next. */
class Watch {
  readonly #polls = new Polls({ intervalMs: INTERVAL_MS });
  readonly #logs: readonly SimulatedLog[];
  readonly #told: { atMs: number; notBeforeMs: number; kind: LossNow['kind']; next: (number | null)[] }[] = [];
  readonly committed = [0, 0];

  constructor(
    logs: readonly SimulatedLog[],
    { retentionMs, retentionBytes }: Record<'retentionMs' | 'retentionBytes', number>,
  ) {
    this.#logs = logs;
    const settings = [
      setting('cleanup.policy', 'delete'),
      setting('retention.ms', retentionMs),
      setting('retention.bytes', retentionBytes),
    ];
    this.#polls.memory.slow.configs.set(topicIdOf('orders'), succeed(settings));
  }

  poll(clockMs: number): void {
    const seen = this.#logs.map((log): [bigint, bigint] => [BigInt(log.logStart), BigInt(log.end)]);
    const write = this.#polls.at(clockMs, {
      ends: new Map([['orders', ends(...seen)]]),
      groups: [
        group('payments', {
          state: 'Empty',
          description: described({ state: 'Empty', members: [] }),
          commits: succeed([commits('orders', ...this.committed.map(BigInt))]),
        }),
      ],
    });
    const { loss } = groupOf(write, 'payments');
    if (loss?.notBeforeMs == null) return;
    const next = this.#logs.map((log, partition) => {
      const position = Math.max(log.logStart, this.committed[partition] ?? 0);
      return position < log.end ? position : null;
    });
    this.#told.push({ atMs: T0 + clockMs, notBeforeMs: loss.notBeforeMs, kind: loss.kind, next });
  }

  /** How many times something was told; fails where a record was deleted before. */
  expectNoneDeletedBefore(): number {
    for (const { atMs, notBeforeMs, next } of this.#told) {
      for (const [partition, position] of next.entries()) {
        const deletedAtMs = position === null ? undefined : this.#logs[partition]?.deletedAtMs[position];
        if (deletedAtMs === undefined) continue;
        const told = `told at ${(atMs - T0) / 1000} s that partition ${partition} loses ${position}`;
        expect((notBeforeMs - T0) / 1000, told).toBeLessThanOrEqual((deletedAtMs - T0) / 1000);
      }
    }
    return this.#told.length;
  }
}

/** Bursts of records, and how much of its partition the group has read after each. */
const bursts = fc.array(
  fc.record({
    afterMs: fc.integer({ min: 1, max: 2 * MINUTE }),
    partition: fc.nat({ max: 1 }),
    count: fc.integer({ min: 1, max: 200 }),
    read: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: 0 }),
  }),
  { minLength: 3, maxLength: 12 },
);

test('by age, nothing unread is deleted sooner than was told', () => {
  const retention = fc.record({
    retentionMs: fc.integer({ min: MINUTE, max: 10 * MINUTE }),
    segmentMs: fc.integer({ min: 10 * SECOND, max: 5 * MINUTE }),
  });
  fc.assert(
    fc.property(retention, bursts, ({ retentionMs, segmentMs }, waiting) => {
      const bounds = { retentionMs, segmentMs, retentionBytes: Infinity, segmentBytes: Infinity };
      const logs = [new SimulatedLog(bounds), new SimulatedLog(bounds)];
      const watch = new Watch(logs, { retentionMs, retentionBytes: -1 });
      let clockMs = 0;
      const runUntil = (untilMs: number) => {
        for (; clockMs < untilMs; clockMs += CHECK_MS) {
          for (const log of logs) log.check(T0 + clockMs);
          if (clockMs % INTERVAL_MS === 0) watch.poll(clockMs);
        }
      };
      let burstMs = 0;
      for (const { afterMs, partition, count, read } of waiting) {
        burstMs += afterMs;
        runUntil(burstMs);
        const log = logs[partition];
        log?.append(count, T0 + burstMs);
        const readTo = Math.floor(read * (log?.end ?? 0));
        watch.committed[partition] = Math.max(watch.committed[partition] ?? 0, readTo);
      }
      runUntil(burstMs + retentionMs + segmentMs + INTERVAL_MS);
      watch.expectNoneDeletedBefore();
    }),
    { numRuns: 40 },
  );
});

test('by size, neither, as long as records come as they did', () => {
  const story = fc.record({
    perSecond: fc.integer({ min: 1, max: 50 }),
    segmentBytes: fc.integer({ min: 50, max: 2_000 }),
    segments: fc.integer({ min: 2, max: 6 }),
    stopsAtShare: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  let told = 0;
  fc.assert(
    fc.property(story, ({ perSecond, segmentBytes, segments, stopsAtShare }) => {
      const retentionBytes = segments * segmentBytes;
      const log = new SimulatedLog({ retentionMs: Infinity, segmentMs: Infinity, retentionBytes, segmentBytes });
      const watch = new Watch([log], { retentionMs: -1, retentionBytes });
      watch.committed.length = 1;
      const fillMs = Math.ceil((retentionBytes + 4 * segmentBytes) / perSecond) * 1000;
      for (let clockMs = 0; clockMs < 2 * fillMs + fillMs / 2; clockMs += CHECK_MS) {
        log.append(perSecond, T0 + clockMs);
        log.check(T0 + clockMs);
        // It reads along, some way behind, and then stops for good.
        if (clockMs < fillMs)
          watch.committed[0] = Math.max(log.logStart, Math.floor(log.end - stopsAtShare * retentionBytes));
        if (clockMs % INTERVAL_MS === 0) watch.poll(clockMs);
      }
      told += watch.expectNoneDeletedBefore();
    }),
    { numRuns: 40 },
  );
  expect(told).toBeGreaterThan(100);
});
