import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kafka, logLevel, Partitioners } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Demo, startDemo } from './demo.ts';
import { testKnobs } from './knobs.ts';
import { healthy } from './scenarios/healthy.ts';
import { marker } from './scenarios/marker.ts';
import { scenarios } from './scenarios.ts';
import { type ObservedPartition, Observer, totalCommitted, totalLag } from './testing.ts';

const brokers = (process.env.TIDEMARK_TEST_KAFKA ?? '').split(',');
const prefix = `demo-${randomUUID().slice(0, 8)}.`;
const javaLibs = join(process.env.TIDEMARK_CACHE ?? tmpdir(), 'demo-java-libs');

const name = (plain: string): string => `${prefix}${plain}`;
const observer = new Observer(brokers, name);
const lines: string[] = [];
let demo: Demo;

const CODEC_BITS = 0b111;
const CONTROL_BIT = 0b10_0000;

/** Waits until what is expected is so; the demo's shapes take seconds with the knobs of tests. */
const eventually = (expectation: () => Promise<void>): Promise<void> =>
  vi.waitFor(expectation, { timeout: 90_000, interval: 250 });

const watch = (group: string, topic: string): Promise<ObservedPartition[]> => observer.partitions(topic, group);

const stateOf = async (group: string): Promise<string | undefined> => (await observer.listed(group))?.state;

beforeAll(async () => {
  demo = startDemo({ brokers, prefix, knobs: testKnobs, javaLibs, log: (line) => lines.push(line) });
  await demo.ready;
});

afterAll(async () => {
  await demo.stop();
  await deletePrefixed();
  await observer.close();
});

describe('groups', () => {
  it('healthy: two members keep up', async () => {
    await eventually(async () => {
      const partitions = await watch('payments-worker', 'payments');
      expect((await observer.described('payments-worker')).members.size).toBe(2);
      expect(partitions.every(({ committed }) => committed !== undefined && committed > 0n)).toBe(true);
      expect(totalLag(partitions)).toBeLessThan(100);
    });
  });

  it('slow: falls behind on all partitions, then catches up', async () => {
    const lag = async (): Promise<number> => totalLag(await watch('fraud-scoring-v2', 'payments'));
    await eventually(async () => expect(await lag()).toBeGreaterThan(testKnobs.slow.high * 0.8));
    await eventually(async () => expect(await lag()).toBeLessThan(testKnobs.slow.high * 0.5));
  });

  it('hot partition: one has most of the lag', async () => {
    await eventually(async () => {
      const lags = (await watch('sessionizer', 'clickstream')).map(({ lag }) => lag ?? 0);
      const worst = Math.max(...lags);
      expect(worst).toBeGreaterThan(testKnobs.hotPartition.low);
      expect(worst).toBeGreaterThan(lags.reduce((sum, lag) => sum + lag, 0) / 2);
    });
  });

  it('hung member: it is there, and its partitions alone get no commits', async () => {
    let before: ObservedPartition[] = [];
    await eventually(async () => {
      before = await watch('order-fulfilment', 'shipments');
      expect(before.every(({ committed }) => committed !== undefined)).toBe(true);
      expect(Math.max(...before.map(({ lag }) => lag ?? 0))).toBeGreaterThan(20);
    });
    await eventually(async () => {
      const hung = (await observer.assigned('order-fulfilment', 'shipments')).get('order-fulfilment-2') ?? [];
      const after = await watch('order-fulfilment', 'shipments');
      const moved = after.filter(({ partition, committed }) => committed !== before[partition]?.committed);
      expect(hung.length).toBeGreaterThan(0);
      expect(moved.map(({ partition }) => partition)).toEqual(
        [0, 1, 2, 3].filter((partition) => !hung.includes(partition)),
      );
      expect(after.filter(({ partition, lag }) => hung.includes(partition) && (lag ?? 0) < 20)).toEqual([]);
    });
    expect(await stateOf('order-fulfilment')).toBe('Stable');
  });

  it('stopped: no member, a commit, and a topic that goes on', async () => {
    await eventually(async () => {
      expect(await stateOf('invoice-mailer')).toBe('Empty');
      const partitions = await watch('invoice-mailer', 'invoices');
      expect(partitions.every(({ committed }) => committed !== undefined)).toBe(true);
      expect(totalLag(partitions)).toBeGreaterThan(testKnobs.stopped.low * 2);
    });
  });

  it('consumer protocol: the brokers say so', async () => {
    await eventually(async () => {
      expect(await observer.listed('order-notifications')).toMatchObject({ groupType: 'consumer', state: 'Stable' });
      const partitions = await watch('order-notifications', 'orders');
      expect(partitions.every(({ committed }) => committed !== undefined && committed > 0n)).toBe(true);
    });
  });

  it('static members: they carry their instance ids', async () => {
    await eventually(async () => {
      const members = [...(await observer.described('warehouse-sync')).members.values()];
      const ids = members.map(({ groupInstanceId }) => groupInstanceId).toSorted();
      expect(ids).toEqual(['warehouse-sync-berlin', 'warehouse-sync-warsaw']);
      expect(totalCommitted(await watch('warehouse-sync', 'orders'))).toBeGreaterThan(0n);
    });
  });

  it('batch: lag grows while nobody is there, then a visit drains it', async () => {
    let away = 0n;
    await eventually(async () => {
      const partitions = await watch('clickstream-archiver', 'clickstream');
      expect(await stateOf('clickstream-archiver')).toBe('Empty');
      expect(totalLag(partitions)).toBeGreaterThan(200);
      away = totalCommitted(partitions);
    });
    await eventually(async () => {
      const partitions = await watch('clickstream-archiver', 'clickstream');
      expect(Number(totalCommitted(partitions) - away)).toBeGreaterThan(200);
      expect(await stateOf('clickstream-archiver')).toBe('Empty');
    });
  });

  it('left behind: offsets on two topics, members on one', async () => {
    await eventually(async () => {
      const left = await watch('search-indexer', 'price-updates');
      expect(left.every(({ committed }) => committed !== undefined)).toBe(true);
      expect(totalLag(left)).toBeGreaterThan(30);
      const assigned = await observer.assigned('search-indexer', 'price-updates');
      expect([...assigned.values()]).toEqual([[]]);
      expect((await observer.assigned('search-indexer', 'stock-levels')).get('search-indexer')).toHaveLength(3);
    });
  });

  it('assign-only: commits move and nobody ever joined', async () => {
    const first = totalCommitted(await watch('flink-device-aggregates', 'device-telemetry'));
    await eventually(async () => {
      expect(await observer.listed('flink-device-aggregates')).toMatchObject({ state: 'Empty', protocolType: '' });
      expect(totalCommitted(await watch('flink-device-aggregates', 'device-telemetry'))).toBeGreaterThan(first);
    });
  });

  it('streams and share group: the brokers know their types, and counts come out', async () => {
    await eventually(async () => {
      expect(await observer.listed('order-totals')).toMatchObject({ groupType: 'streams' });
      expect(await observer.listed('label-printers')).toMatchObject({ groupType: 'share' });
      const counts = await observer.partitions('order-totals-by-country');
      expect(counts.some(({ highWatermark }) => highWatermark > 0n)).toBe(true);
    });
  });
});

describe('topics', () => {
  it('open transaction: the last stable offset stands below the high watermark, and the reader at it', async () => {
    await eventually(async () => {
      for (const { highWatermark, lastStable, committed } of await watch('ledger-projector', 'ledger-entries')) {
        expect(highWatermark).toBeGreaterThan(lastStable);
        expect(committed).toBe(lastStable);
      }
    });
  });

  it('open transaction: there is no gap when the next takes over', async () => {
    const [first] = await observer.partitions('ledger-entries');
    await eventually(async () => {
      const [now] = await observer.partitions('ledger-entries');
      expect(now?.lastStable).toBeLessThan(now?.highWatermark ?? 0n);
      expect(now?.lastStable).toBeGreaterThan(first?.lastStable ?? 0n);
    });
  });

  it('marker: lag 1, and nothing to read there', async () => {
    await eventually(async () => {
      const [only] = await watch('settlement-report', 'settlements');
      expect(only).toMatchObject({ lag: 1 });
      const rest = await observer.batches('settlements', 0, only?.committed ?? 0n);
      expect(rest.length).toBeGreaterThan(0);
      expect(rest.every(({ attributes }) => (attributes & CONTROL_BIT) !== 0)).toBe(true);
    });
  });

  it('compacted: newer records of a key push out older ones, so that offsets have holes', async () => {
    expect(await observer.config('customers', 'cleanup.policy')).toBe('compact');
    await eventually(async () => {
      const [first] = await watch('customer-profile-cache', 'customers');
      const batches = await observer.batches('customers', 0, 0n);
      const last = batches.at(-1) ?? expect.fail('no batch yet');
      const records = batches.reduce((count, batch) => count + batch.records.length, 0);
      expect(first?.committed).toBeGreaterThan(0n);
      expect(records).toBeLessThan(Number(last.firstOffset) + last.lastOffsetDelta + 1);
    });
  });

  it('short retention: the log begins after what was committed', async () => {
    await eventually(async () => {
      const partitions = await watch('audit-archiver', 'audit-log');
      expect(partitions.every(({ committed }) => committed !== undefined)).toBe(true);
      expect(partitions.some(({ logStart, committed }) => logStart > (committed ?? 0n))).toBe(true);
    });
  });

  it('single replica: all of it on the last broker', async () => {
    const last = Math.max(...(await observer.brokerIds()));
    expect(await observer.replicas('cache-invalidations')).toEqual([[last], [last], [last]]);
  });

  it.each([
    { topic: 'orders', codec: 1 },
    { topic: 'clickstream', codec: 2 },
    { topic: 'shipments', codec: 3 },
    { topic: 'payments', codec: 4 },
  ])('$topic is compressed with codec $codec', async ({ topic, codec }) => {
    await eventually(async () => {
      const [first] = await observer.partitions(topic);
      const [batch] = await observer.batches(topic, 0, first?.logStart ?? 0n);
      expect((batch?.attributes ?? 0) & CODEC_BITS).toBe(codec);
      expect(batch?.records[0]?.value?.toString()).toMatch(/^\{"/);
    });
  });

  it.each([
    {
      topic: 'payments',
      value: '{"amount":{"currency":"XXT"}}',
      letters: 'payments.DLT',
      origin: 'kafka_dlt-original-topic',
    },
    {
      topic: 'orders',
      value: '{"lines":[{"quantity":null}]}',
      letters: 'orders-search-sink-dlq',
      origin: '__connect.errors.topic',
    },
  ])('a record of $topic that cannot be processed comes out in $letters', async ({ topic, value, letters, origin }) => {
    const key = randomUUID();
    await produce(topic, key, value);
    await eventually(async () => {
      const records = (await observer.batches(letters, 0, 0n)).flatMap((batch) => batch.records);
      const letter = records.find((record) => record.key?.toString() === key);
      const headers = new Map(
        (letter?.headers ?? []).map(([header, content]) => [header?.toString(), content?.toString()]),
      );
      expect(headers.get(origin)).toBe(name(topic));
    });
  });
});

describe('the demo itself', () => {
  it('says one line when a scenario starts', () => {
    const said = scenarios.map(({ name: scenario }) => lines.filter((line) => line.startsWith(`${scenario}: `)).length);
    expect(said).toEqual(scenarios.map(() => 1));
  });

  it('stops within five seconds, leaving no member, and goes on with what is there', async () => {
    const stoppedAtMs = performance.now();
    await demo.stop();
    expect(performance.now() - stoppedAtMs).toBeLessThan(5_000);
    await eventually(async () => {
      for (const group of [
        'payments-worker',
        'order-fulfilment',
        'sessionizer',
        'order-notifications',
        'warehouse-sync',
      ]) {
        expect([group, await stateOf(group)]).toEqual([group, 'Empty']);
      }
    });

    const [before] = await observer.partitions('settlements');
    demo = startDemo({ brokers, prefix, knobs: testKnobs, scenarios: [healthy, marker] });
    await demo.ready;
    const [after] = await observer.partitions('settlements');
    expect(after).toEqual(before);
    await eventually(async () => expect((await observer.described('payments-worker')).members.size).toBe(2));
  });
});

async function produce(topic: string, key: string, value: string): Promise<void> {
  const producer = new Kafka({ brokers, logLevel: logLevel.NOTHING }).producer({
    createPartitioner: Partitioners.DefaultPartitioner,
  });
  await producer.connect();
  await producer.send({ topic: name(topic), messages: [{ key, value }] });
  await producer.disconnect();
}

async function deletePrefixed(): Promise<void> {
  const admin = new Kafka({ brokers, logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  await admin.deleteTopics({ topics: (await admin.listTopics()).filter((topic) => topic.startsWith(prefix)) });
  await admin.disconnect();
}
