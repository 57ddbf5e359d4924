import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { madeBroker } from '#lib/history/testing.ts';
import { AlertBench, definition } from './fixtures/alert-bench.ts';
import { insertSilence, readSilences } from './store/silences.ts';
import { pollAt, silence, T0 } from './testing.ts';

let bench: AlertBench;
beforeAll(async () => {
  bench = await AlertBench.open();
});
afterAll(() => bench?.close());
beforeEach(() => bench.clear());

const down = (brokerId: number) => ({ ...madeBroker(brokerId, T0), state: 'down' as const });

/** A minute in which brokers 2 and 3 are down, by a rule over each broker. */
async function twoDown(): Promise<void> {
  await bench.destination('pager');
  const condition = { metric: 'broker-down' as const, threshold: 15, clearThreshold: 0, forSeconds: 0 };
  await bench.rule({ destinations: ['pager'], condition: { ...definition.condition, ...condition } }, 'broker down');
  const { writer, lease } = await bench.started();
  for (const second of [0, 10, 20]) {
    await writer.write(pollAt(second, [], { brokers: [madeBroker(1, T0), down(2), down(3)] }), lease);
  }
}
const told = async () => (await bench.deliveries()).map(({ summary }) => summary);

test('who silences one broker still hears of the next', async () => {
  const { id: _, ...made } = silence({ cluster: bench.cluster }, { brokers: [2] });
  await insertSilence(bench.base.db, made);
  await twoDown();
  expect(await told()).toEqual([`broker 3 on ${bench.cluster}: down for 20 s, above 15 s`]);
  const muted = (await bench.incidents()).map((incident) => [incident.broker, incident.muted?.by ?? null]);
  expect(new Map(muted as [number, string | null][])).toEqual(
    new Map([
      [2, 'silence'],
      [3, null],
    ]),
  );
});

test('a silence from before there were brokers in it is over all of them', async () => {
  const { id: _, ...made } = silence({ cluster: bench.cluster });
  await insertSilence(bench.base.db, made);
  await bench.base.db.execute(`update silence set matchers = matchers - 'brokers'`);
  expect((await readSilences(bench.base.db, null)).map(({ matchers }) => matchers.brokers)).toEqual([[]]);
  await twoDown();
  expect(await told()).toEqual([]);
  expect(await bench.incidents()).toHaveLength(2);
});
