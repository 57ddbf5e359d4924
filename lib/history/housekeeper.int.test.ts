import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { DAY_MS } from './hours.ts';
import { Housekeeper } from './housekeeper.ts';
import { TOPIC_CHUNK } from './partition-spans.ts';
import { ensurePartition, partitionsOf } from './partitions.ts';
import { StorageWatch } from './storage-watch.ts';

let base: TestDatabase;
beforeAll(async () => {
  base = await createTestDatabase();
});
afterAll(() => base.drop());

test('on a full disk, where no partition can be made, what is past its time still goes and the room is looked at', async () => {
  const { db } = base;
  await ensurePartition(db, TOPIC_CHUNK, Date.now() - 20 * DAY_MS);
  await db.execute(
    `create function no_room() returns event_trigger language plpgsql as
     $$ begin raise exception 'could not extend file' using errcode = '53100'; end $$`,
  );
  await db.execute(`create event trigger no_room on ddl_command_start when tag in ('CREATE TABLE')
                      execute function no_room()`);
  const warnings: object[] = [];
  const storage = new StorageWatch({ budgetBytes: 1e15, reserveBytes: 1e18 });
  const retention = { rawMs: 7 * DAY_MS, hoursMs: 400 * DAY_MS, eventsMs: 400 * DAY_MS };
  const done: number[] = [];
  const housekeeper = new Housekeeper({
    database: db,
    retention,
    storage,
    besides: [
      { what: 'what fails', run: () => Promise.reject(new Error('it does')) },
      { what: 'what does not', run: async (nowMs) => done.push(nowMs) },
    ],
    log: { warn: (fields) => warnings.push(fields) },
  });
  await housekeeper.stop();
  expect(warnings).toEqual([
    expect.objectContaining({ step: 'making partitions' }),
    expect.objectContaining({ step: 'what fails' }),
  ]);
  expect(done).toEqual([expect.closeTo(Date.now(), -5)]);
  expect(await partitionsOf(db, TOPIC_CHUNK)).toEqual([]);
  expect(storage.refusal).toMatchObject({ code: 'DISK_FULL' });
});
