import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { DAY_MS } from './hours.ts';
import { EVENT } from './partition-spans.ts';
import { ensurePartition, partitionsOf } from './partitions.ts';
import { dropWhatIsPast } from './retention.ts';

const NEW_YEAR = Date.UTC(2027, 0, 1);
const RETENTION = { rawMs: DAY_MS, hoursMs: DAY_MS, eventsMs: 400 * DAY_MS };
let base: TestDatabase;
beforeAll(async () => {
  base = await createTestDatabase();
});
afterAll(() => base.drop());

test('events go by whole months, when the last of a month is past its time', async () => {
  for (const atMs of [NEW_YEAR - 1, NEW_YEAR]) await ensurePartition(base.db, EVENT, atMs);
  const names = async () => (await partitionsOf(base.db, EVENT)).map(({ name }) => name);
  await dropWhatIsPast(base.db, NEW_YEAR + 400 * DAY_MS - 1, RETENTION);
  expect(await names()).toEqual(['event_202612', 'event_202701']);
  await dropWhatIsPast(base.db, NEW_YEAR + 400 * DAY_MS, RETENTION);
  expect(await names()).toEqual(['event_202701']);
});
