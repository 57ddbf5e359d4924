import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { HOUR_MS } from './hours.ts';
import { readNow } from './read/now.ts';
import { readNewestSamples, readTail } from './read/tail.ts';

const T0 = Date.UTC(2026, 10, 23, 14, 30);
const VICTIM = fileURLToPath(new URL('./fixtures/kill-victim.ts', import.meta.url));
const KILLS = 8;
/** Polls a victim writes before the blow may fall; the first ones create everything. */
const WARM_POLLS = 5;
const pollSchema = z.object({ at: z.date() });

let base: TestDatabase;
beforeAll(async () => {
  base = await createTestDatabase();
});
afterAll(() => base.drop());

/** Runs a victim and kills it at some moment of some poll. */
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

test('a writer killed at any moment leaves whole polls, and current state that fits the newest', {
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

  const instants: number[] = [];
  await readTail(base.db, { clusterId: 1, fromMs: T0, toMs: firstMs }, (poll) => {
    expect(poll.topics).toHaveLength(40);
    expect(poll.subscriptions).toHaveLength(80);
    instants.push(poll.atMs);
  });
  expect(instants).toEqual(Array.from({ length: instants.length }, (_, index) => T0 + (index * HOUR_MS) / 12));
  expect(instants.length).toBeGreaterThanOrEqual(KILLS * WARM_POLLS);
});
