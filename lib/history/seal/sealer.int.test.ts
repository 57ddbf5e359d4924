import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { HOUR_MS, hourOf } from '../hours.ts';
import { pollOf, T0, type TestHistory, testHistory } from '../read/testing.ts';
import { hoursToSeal } from './seal-store.ts';
import { Sealer } from './sealer.ts';

let base: TestDatabase;
let history: TestHistory;
beforeAll(async () => {
  base = await createTestDatabase();
  history = testHistory(base.db);
});
afterAll(() => base.drop());

/** A cluster with a poll in each of four hours, the last of which goes on. */
async function fourHours() {
  const { writer, lease } = await history.newCluster();
  for (let hour = 0; hour < 4; hour++) {
    await writer.write(pollOf(T0 + hour * HOUR_MS, { a: [[0n, 100n]] }, { g: { a: [90n] } }), lease);
  }
  return { clusterId: writer.clusterId, newest: { lease, atMs: T0 + 3 * HOUR_MS, carryMs: 30_000 } };
}

test('an hour that cannot be sealed keeps back neither later hours of its cluster nor another cluster', async () => {
  const { db } = base;
  const [bad, good] = [await fourHours(), await fourHours()];
  const badHour = hourOf(T0) + HOUR_MS;
  await db.execute(
    `create function refuse_hour() returns trigger language plpgsql as $$ begin
       if new.cluster_id = ${bad.clusterId} and new.hour = '${new Date(badHour).toISOString()}' then raise exception 'this hour is bad'; end if;
       return new; end $$`,
  );
  await db.execute(
    'create trigger refuse_hour before insert on sealed_hour for each row execute function refuse_hour()',
  );
  const warnings: object[] = [];
  const sealer = new Sealer({ database: db, log: { info: () => undefined, warn: (fields) => warnings.push(fields) } });
  sealer.pollWritten(bad.newest);
  await sealer.idle();
  expect(await hoursToSeal(db, bad.clusterId)).toEqual([badHour]);
  expect(warnings).toEqual([expect.objectContaining({ clusterId: bad.clusterId, others: 0 })]);

  sealer.pollWritten(good.newest);
  await sealer.idle();
  expect(await hoursToSeal(db, good.clusterId)).toEqual([]);
  await sealer.stop();
});
