import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { until } from '#scripts/local/wait.ts';
import { Supervisor } from './supervisor.ts';

const WATCHDOG_MS = 800;
const LOAD_TIMEOUT_MS = 1_500;
/** What every engine does: it beats while its event loop turns. */
const BEATS = `
import { parentPort, workerData } from 'node:worker_threads';
const counter = new Int32Array(workerData.beat);
setInterval(() => Atomics.add(counter, 0, 1), workerData.beatIntervalMs);
`;
const ENGINES = {
  steady: `${BEATS} parentPort.on('message', () => process.exit(0));`,
  deaf: BEATS,
  crashing: `${BEATS} throw new Error('broken from the start');`,
  quitting: `process.exit(7);`,
  hanging: `${BEATS} setTimeout(() => { for (;;); }, workerData.beatIntervalMs * 2);`,
  'stuck while loading': `for (;;);`,
  'waiting while loading': `setInterval(() => undefined, 1_000); await new Promise(() => undefined);`,
  'dying with polls': `${BEATS} Atomics.store(counter, 1, 3); setTimeout(() => process.exit(7), 50);`,
  naming: `import { appendFileSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
appendFileSync(new URL('holders', import.meta.url), workerData.holder + '\\n');
process.exit(7);`,
};

let dir: string;
let supervisor: Supervisor | null;
let logged: { fields: Record<string, unknown>; message: string }[];

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'tidemark-supervisor-'));
  supervisor = null;
  logged = [];
});
afterEach(async () => {
  await supervisor?.stop(100);
  rmSync(dir, { recursive: true, force: true });
});

function supervise(engine: keyof typeof ENGINES, overrides: { restartResetMs?: number } = {}): Supervisor {
  const bundle = join(dir, 'engine.mjs');
  writeFileSync(bundle, ENGINES[engine]);
  const note = (fields: object, message: string) => void logged.push({ fields: { ...fields }, message });
  supervisor = new Supervisor({
    bundle,
    heapMb: 64,
    loadTimeoutMs: LOAD_TIMEOUT_MS,
    watchdogMs: WATCHDOG_MS,
    restartBackoffMinMs: 20,
    restartBackoffMaxMs: 80,
    restartResetMs: 60_000,
    log: { info: note, error: note },
    ...overrides,
  });
  return supervisor;
}

const saying = (text: string) => logged.filter(({ message }) => message.includes(text));
const untilSaid = (text: string, times = 1) =>
  until(() => saying(text).length >= times || undefined, { what: `"${text}"`, timeoutMs: 10_000, everyMs: 10 });

async function timed(work: Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work;
  return performance.now() - startedAt;
}

test('without a bundle there is no start', () => {
  const log = { info: () => undefined, error: () => undefined };
  const times = { loadTimeoutMs: 1, watchdogMs: 1, restartBackoffMinMs: 1, restartBackoffMaxMs: 1, restartResetMs: 1 };
  const options = { ...times, heapMb: 64, log };
  expect(() => new Supervisor({ ...options, bundle: join(dir, 'missing.mjs') })).toThrow('npm run build');
});

describe('an engine that', () => {
  test('runs is left alone, and stops in its own time', async () => {
    const running = supervise('steady');
    await new Promise((resolve) => setTimeout(resolve, 2.5 * WATCHDOG_MS));
    expect(logged).toEqual([]);
    expect(await timed(running.stop(60_000))).toBeLessThan(5_000);
    expect(logged).toEqual([]);
  });

  test('does not hear the word to stop is ended when its time is over', async () => {
    const running = supervise('deaf');
    await new Promise((resolve) => setTimeout(resolve, 200));
    const tookMs = await timed(running.stop(200));
    expect(tookMs).toBeGreaterThanOrEqual(195);
    expect(tookMs).toBeLessThan(5_000);
  });

  test.each(['crashing', 'quitting'] as const)('is %s is started again, ever later', async (engine) => {
    supervise(engine);
    await untilSaid('starting it again', 5);
    expect(
      saying('starting it again')
        .map(({ fields }) => fields.waitMs)
        .slice(0, 5),
    ).toEqual([20, 40, 80, 80, 80]);
    if (engine === 'crashing')
      expect(saying('the engine died')[0]?.fields.err).toMatchObject({ message: 'broken from the start' });
    else expect(saying('starting it again')[0]?.fields.code).toBe(7);
  });

  test('dies takes the polls along that waited for Postgres, which is said', async () => {
    supervise('dying with polls');
    await untilSaid('starting it again');
    expect(saying('polls that waited')[0]?.fields).toEqual({ polls: 3 });
  });

  test('lived long enough is started again soon, however often it died before', async () => {
    supervise('quitting', { restartResetMs: 0 });
    await untilSaid('starting it again', 4);
    expect(
      saying('starting it again')
        .map(({ fields }) => fields.waitMs)
        .slice(0, 4),
    ).toEqual([20, 20, 20, 20]);
  });

  test('hangs is ended by the watchdog and started again', async () => {
    supervise('hanging');
    await untilSaid('hangs');
    await untilSaid('starting it again');
    expect(saying('hangs')[0]?.fields).toEqual({ watchdogMs: WATCHDOG_MS });
  });

  test.each(['stuck while loading', 'waiting while loading'] as const)(
    'is %s is ended and started again',
    async (engine) => {
      supervise(engine);
      const tookMs = await timed(untilSaid('does not come up'));
      expect(tookMs).toBeGreaterThanOrEqual(LOAD_TIMEOUT_MS - 5);
      await untilSaid('starting it again');
      expect(saying('does not come up')[0]?.fields).toEqual({ loadTimeoutMs: LOAD_TIMEOUT_MS });
      expect(saying('hangs')).toEqual([]);
    },
  );

  test('is replaced starts at once, from the bundle as it is then', async () => {
    const running = supervise('deaf');
    writeFileSync(join(dir, 'engine.mjs'), ENGINES.quitting);
    running.replace();
    await untilSaid('starting it again', 2);
    expect(saying('starting it again')[0]?.fields.waitMs).toBe(0);
    expect(saying('starting it again')[1]?.fields.code).toBe(7);
  });

  test('waits to be started again is not, after a stop', async () => {
    const running = supervise('quitting');
    await untilSaid('starting it again', 3);
    await running.stop(1_000);
    const times = saying('starting it again').length;
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(saying('starting it again')).toHaveLength(times);
  });
});

test('all engines of one supervisor hold leases under one name, those of another under another', async () => {
  const names: string[][] = [];
  for (const restarts of [1, 2]) {
    const running = supervise('naming');
    await untilSaid('starting it again', 3 * restarts);
    await running.stop(1_000);
    names.push(readFileSync(join(dir, 'holders'), 'utf8').trim().split('\n'));
    rmSync(join(dir, 'holders'));
  }
  const [first = [], second = []] = names.map((held) => [...new Set(held)]);
  expect(first).toEqual([expect.stringContaining(`${hostname()}:${process.pid}:`)]);
  expect(second).toEqual([expect.stringContaining(`${hostname()}:${process.pid}:`)]);
  expect(first).not.toEqual(second);
});
