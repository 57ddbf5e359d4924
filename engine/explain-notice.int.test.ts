import { afterAll, beforeAll, expect, test } from 'vitest';
import { watched } from '#lib/api/testing.ts';
import { GROUP, tell } from '#lib/causes/testing.ts';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { madeIncident, madeNotice } from '#lib/notify/fixtures/made-notice.ts';
import { explainNotice } from './explain-notice.ts';

const END = Date.UTC(2026, 10, 23, 14, 3);
let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database?.drop());

test('a notice says why the worst of its groups lags, as the page of the group has it for that poll', async () => {
  const polls = Array.from({ length: 60 }, (_, index) => {
    const behind = Math.max(0, index - 40) * 100;
    const ends = [0, 1].map(() => 1_000 + index * 100);
    return { ends, committed: ends.map((end) => end - behind), members: index > 40 ? {} : { a: [0, 1] } };
  });
  await tell(database.db, 'prod', END, polls);
  const clusters = [watched('prod')];
  const notice = (group: string | null, cluster = 'prod') =>
    madeNotice({ cluster, at: new Date(END).toISOString(), incidents: [madeIncident({ group })] });
  const why = (...of: Parameters<typeof notice>) => explainNotice(database.db, clusters, 30_000, notice(...of));
  expect(await why(GROUP)).toMatch(/^No members since .*: a left last\./);
  expect(await why('unknown')).toBeNull();
  expect(await why(null)).toBeNull();
  expect(await why(GROUP, 'elsewhere')).toBeNull();
});
