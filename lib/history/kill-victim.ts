import { createDatabase } from '#lib/db/database.ts';
import { acquireLease } from '#lib/db/lease.ts';
import { HOUR_MS } from './hours.ts';
import { madeLoad } from './made-poll.ts';
import { createPollWriter } from './writer.ts';

/** Writes polls without a pause until it is killed; arguments: database URL, instant of the first poll. */
const [, , url = '', firstMs = ''] = process.argv;
const db = createDatabase({ url, max: 2, applicationName: 'kill-victim' });
const writer = await createPollWriter(db, 'victim');
const lease = await acquireLease(db, { clusterId: writer.clusterId, holder: 'victim', ttlMs: 60_000 });
if (lease === null) throw new Error('no lease');
const next = madeLoad({ topics: 40, partitionsPerTopic: 10, groups: 40, topicsPerGroup: 2 });
// Twelve polls an hour, so that the turn of the hour (new seats, new partition) is often where it is killed.
for (let atMs = Number(firstMs); ; atMs += HOUR_MS / 12) {
  const report = await writer.write(next(atMs), lease);
  process.stdout.write(`${report.outcome}\n`);
}
