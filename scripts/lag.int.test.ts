import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import type { GroupNow } from '#lib/history/contract.ts';
import { dangerRank, type Severity, type Status } from '#lib/lag/status/status.ts';
import {
  clusterNow,
  groupNow,
  memberNow,
  offsets,
  pollWrite,
  subscriptionNow,
  testStore,
  topicKey,
  topicNow,
} from '#lib/views/testing.ts';

const NOW = Math.floor(Date.now() / 10_000) * 10_000;
const POLLS = 120;

let base: TestDatabase;
beforeAll(async () => {
  base = await createTestDatabase();
  await writeCluster('local', NOW, [group('mail', 'OK', 'calm'), group('invoices', 'LAGGING', 'warn')]);
  await writeCluster('calm', NOW, [group('mail', 'OK', 'calm'), group('\u001b[2J', 'OK', 'calm')]);
  await writeCluster('stale', NOW - 3_600_000, [group('mail', 'OK', 'calm')]);
  await writeCluster('empty', NOW, []);
  await writeDownCluster();
});
afterAll(() => base?.drop());

const group = (name: string, status: Status, severity: Severity, changes: Partial<GroupNow> = {}): GroupNow =>
  groupNow(name, {
    status,
    statusSinceMs: NOW - 120_000,
    dangerRank: dangerRank(status, severity),
    lag: severity === 'calm' ? 0n : 7_000n,
    ...changes,
  });

const writeCluster = async (cluster: string, atMs: number, groups: GroupNow[]): Promise<void> =>
  (await testStore(base.db, cluster)).write(pollAt(atMs, groups));

const pollAt = (atMs: number, groups: GroupNow[], changes: Parameters<typeof pollWrite>[0] = {}) =>
  pollWrite({
    cluster: clusterNow({ pollId: atMs, observedAtMs: atMs, scheduledAtMs: atMs }),
    samples: { atMs, topics: [], subscriptions: [] },
    groups,
    ...changes,
  });

/** A group whose only member left in the middle of it. */
async function writeDownCluster(): Promise<void> {
  const store = await testStore(base.db, 'down');
  const topic = topicKey('payments');
  for (let poll = 0; poll < POLLS; poll++) {
    const lives = poll < POLLS / 2;
    const committed = Math.min(poll, POLLS / 2) * 100;
    const memberList = [memberNow('m-1', { partitions: [{ topic: 'payments', partitions: [0] }] })];
    const present = lives
      ? group('worker', 'OK', 'calm', { state: 'Stable', members: 1, memberList })
      : group('worker', 'STOPPED', 'error', { state: 'Empty', members: 0 });
    const atMs = NOW - (POLLS - 1 - poll) * 10_000;
    const samples = {
      atMs,
      topics: [{ topic, logStart: offsets(0), highWatermark: offsets(poll * 100), open: offsets(0) }],
      subscriptions: [{ group: 'worker', topic, committed: offsets(committed) }],
    };
    const subscriptions = [subscriptionNow('worker', 'payments', 1)];
    await store.write(pollAt(atMs, [present], { samples, subscriptions, topics: [topicNow('payments', 1)] }));
  }
}

/** Runs the command; the code says how bad it is. */
async function lag(args: string[], settings: Record<string, string> = { DATABASE_URL: base.url }) {
  const child = spawn(process.execPath, ['scripts/lag.ts', ...args], {
    // Patient, as the polls of the test grow older while it runs.
    env: {
      NODE_ENV: 'test',
      PATH: process.env.PATH,
      TIDEMARK_DATA: '/nonexistent',
      TIDEMARK_PATIENCE: '2m',
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const [code, output, errors] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  return { code, output, errors };
}

describe('it ends with how bad it is, and says what', () => {
  test.each<[what: string, args: string[], code: number, says: RegExp]>([
    ['a calm cluster', ['--cluster', 'calm'], 0, /^calm, read \S+ s ago: 2 calm\n/],
    ['a cluster without groups', ['--cluster', 'empty'], 0, /: no groups\n$/],
    ['the only cluster, with a warning', [], 1, /: 1 warn, 1 calm\n[\s\S]*\n\* invoices +LAGGING .* 7,000 /],
    ['its calm group alone', ['--group', 'mail'], 0, /: 1 calm\n/],
    ['an error', ['--cluster', 'down'], 2, /: 1 error\n[\s\S]*\n! worker +STOPPED /],
  ])('%s', async (_what, args, code, says) => {
    const found = await lag(args);
    expect(found.errors).toBe('');
    expect(found.output).toMatch(says);
    expect(found.code).toBe(code);
  });

  test('and why, where that is known', async () => {
    expect((await lag(['--cluster', 'down'])).output).toMatch(/\n! worker .*\n {4}- No members since /);
  });

  test('of a name with a control sequence, what it is called', async () => {
    const { output } = await lag(['--cluster', 'calm']);
    expect(output).toContain('\\u001B[2J');
    expect(output).not.toContain('\u001b');
  });
});

test('as JSON it has the fields of the API', async () => {
  const { code, output } = await lag(['--cluster', 'down', '--json']);
  expect(code).toBe(2);
  expect(JSON.parse(output)).toMatchObject({
    cluster: 'down',
    observedAt: new Date(NOW).toISOString(),
    stale: false,
    severity: 'error',
    groups: [
      {
        group: 'worker',
        status: 'STOPPED',
        statusSince: new Date(NOW - 120_000).toISOString(),
        severity: 'error',
        lag: '7000',
        timeLag: { seconds: expect.anything(), quality: expect.any(String) },
        causes: [{ kind: 'consumer-down', title: expect.stringContaining('No members since') }],
      },
    ],
  });
});

describe('it ends with 3 where it cannot tell', () => {
  test('since nobody polls: it shows what was, and says since when', async () => {
    const { code, output, errors } = await lag(['--cluster', 'stale']);
    expect(output).toMatch(/^stale, read \d+ (?:min|h) ago: 1 calm\n/);
    expect(errors).toContain('stale was last read at');
    expect(code).toBe(3);
    expect(JSON.parse((await lag(['--cluster', 'stale', '--json'])).output)).toMatchObject({
      stale: true,
      severity: null,
    });
  });

  test.each<[what: string, args: string[], settings: Record<string, string> | undefined, says: string]>([
    ['of another cluster', ['--cluster', 'prod'], undefined, 'No cluster "prod" is in this database.'],
    ['of another group', ['--group', 'nobody'], undefined, 'local has no group "nobody".'],
    ['with an option that is none', ['--format', 'csv'], undefined, 'Usage: lag [--cluster'],
    ['with a word too many', ['mail'], undefined, 'Usage: lag [--cluster'],
    ['without a database', [], {}, 'DATABASE_URL is not set'],
    ['with one that is away', [], { DATABASE_URL: 'postgres://127.0.0.1:1/none' }, 'Postgres cannot be reached'],
    ['with a wrong setting', [], { PORT: '80a' }, 'PORT'],
  ])('%s', async (_what, args, settings, says) => {
    const { code, output, errors } = await lag(args, settings);
    expect(output).toBe('');
    expect(errors).toContain(says);
    expect(code).toBe(3);
  });
});
