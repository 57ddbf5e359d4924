import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { acquireLease } from '#lib/db/lease.ts';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import type { PollSamples } from './contract.ts';
import { HOUR_MS } from './hours.ts';
import { readNow } from './read/now.ts';
import { readNewestSamples, readTail } from './read/tail.ts';
import { sealHour } from './seal/seal-hour.ts';
import { hoursToSeal } from './seal/seal-store.ts';

const T0 = Date.UTC(2026, 10, 23, 14, 30);
const VICTIM = fileURLToPath(new URL('./fixtures/kill-victim.ts', import.meta.url));
const KILLS = 8;
/** Polls a victim writes before the blow may fall: the hour has turned by then, and is being sealed. */
const WARM_POLLS = 8;
const pollSchema = z.object({ at: z.date() });

let base: TestDatabase;
beforeAll(async () => {
  base = await createTestDatabase();
});
afterAll(() => base.drop());

/** Runs a victim and kills it at some moment of some poll, or of a seal. */
async function killOne(firstMs: number, afterMs: number): Promise<void> {
  const victim = spawn(process.execPath, [VICTIM, base.url, String(firstMs)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exit = once(victim, 'exit');
  let polls = 0;
  await new Promise<void>((resolve) => {
    victim.once('exit', () => resolve());
    victim.stdout.on('data', (chunk) => {
      polls += String(chunk).split('written').length - 1;
      if (polls >= WARM_POLLS) resolve();
    });
  });
  await pause(afterMs);
  victim.kill('SIGKILL');
  expect(await exit).toEqual([null, 'SIGKILL']);
  // What it had sent already, Postgres still works off.
  const sessions = `select pid from pg_stat_activity where application_name = 'kill-victim' and datname = current_database()`;
  while ((await base.db.query(sessions, [], z.unknown())).length > 0) await pause(5);
}

/** Every poll of the history, put together of its parts, which must not overlap. */
async function everyPoll(toMs: number): Promise<PollSamples[]> {
  const polls = new Map<number, PollSamples>();
  await readTail(base.db, { clusterId: 1, fromMs: T0, toMs }, ({ atMs, topics, subscriptions }) => {
    const poll = polls.get(atMs) ?? { atMs, topics: [], subscriptions: [] };
    poll.topics.push(...topics);
    poll.subscriptions.push(...subscriptions);
    polls.set(atMs, poll);
  });
  return [...polls.values()].sort((a, b) => a.atMs - b.atMs);
}

/** Every value of a poll is the one that was written: madeLoad makes them all of the number of its step. */
function expectWhole({ topics, subscriptions }: PollSamples): void {
  expect(topics).toHaveLength(40);
  expect(subscriptions).toHaveLength(80);
  const step = ((topics[0]?.highWatermark[0] ?? 0n) - 1_000_000n) / 1000n;
  const ends = BigInt64Array.from(
    { length: 10 },
    (_, partition) => 1_000_000n + step * 1000n + BigInt(partition) * 37n,
  );
  for (const { highWatermark } of topics) expect(highWatermark).toEqual(ends);
  for (const { group, committed } of subscriptions) {
    const behind = BigInt(Number(group.slice('group-'.length)) * 7) + (step % 10n);
    expect(committed).toEqual(ends.map((end) => end - behind));
  }
}

test('a writer that seals, killed at any moment, leaves whole polls, whole hours, and current state that fits', {
  timeout: 120_000,
}, async () => {
  let firstMs = T0;
  for (let kill = 0; kill < KILLS; kill++) {
    await killOne(firstMs, kill * 7);
    const [newest] = await base.db.query('select max(at) as at from poll', [], pollSchema);
    const now = await readNow(base.db, 1);
    const samples = await readNewestSamples(base.db, 1);
    const atMs = newest?.at.getTime() ?? 0;
    expect(now?.cluster.pollId).toBe(atMs);
    expect(atMs).toBeGreaterThanOrEqual(firstMs);

    const ends = new Map(samples?.topics.map(({ topic, highWatermark }) => [topic.name, highWatermark]));
    const lags = new Map<string, bigint>();
    for (const { group, topic, committed } of samples?.subscriptions ?? []) {
      const lag = committed.reduce(
        (sum, offset, partition) => sum + (ends.get(topic.name)?.[partition] ?? 0n) - offset,
        0n,
      );
      lags.set(group, (lags.get(group) ?? 0n) + lag);
    }
    expect(now?.groups.map(({ group, lag }) => [group, lag])).toEqual([...lags]);
    firstMs = atMs + HOUR_MS / 12;
  }

  const lease = await acquireLease(base.db, { clusterId: 1, holder: 'victim', ttlMs: 60_000 });
  if (lease === null) throw new Error('no lease');
  for (const last of ['as the last kill left it', 'when the rest is sealed']) {
    const polls = await everyPoll(firstMs);
    expect(
      polls.map(({ atMs }) => atMs),
      last,
    ).toEqual(polls.map((_, index) => T0 + (index * HOUR_MS) / 12));
    expect(polls.length).toBeGreaterThanOrEqual(KILLS * WARM_POLLS);
    polls.forEach(expectWhole);
    for (const hourMs of await hoursToSeal(base.db, 1)) await sealHour(base.db, lease, hourMs, { carryMs: 30_000 });
  }
  expect(await hoursToSeal(base.db, 1)).toEqual([]);
});
