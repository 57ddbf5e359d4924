import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { keepRunning, type Service } from './keep-running.ts';

const PATIENCE = { pausesMs: [0, 0, 0], steadyMs: 60_000 };
let folder = '';
let printed: string[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keep-running-test-'));
  printed = [];
  vi.spyOn(console, 'log').mockImplementation((line: string) => printed.push(line.replace(/\(\d+\.\d s\)/, '(... s)')));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

/** A service that lives and starts as told, each in turn; after that it runs until `signal`. */
function service(lives: string[], starts: (Error | 'works')[] = []): Service & { started: number } {
  const log = join(folder, 'store.log');
  writeFileSync(log, 'one\nlast words\n');
  const one = {
    name: 'Store',
    log,
    started: 0,
    async untilEnded(signal: AbortSignal) {
      return lives.shift() ?? pause(60_000, 'old age', { signal });
    },
    async start() {
      one.started += 1;
      const start = starts.shift() ?? 'works';
      if (start !== 'works') throw start;
    },
  };
  return one;
}

/** Keeps it running until it has run quietly for a moment. */
async function keptFor(one: Service, patience = PATIENCE): Promise<void> {
  const given = new AbortController();
  const keeping = keepRunning(one, given.signal, patience);
  await Promise.race([keeping, pause(100)]);
  given.abort();
  await keeping;
}

it('starts again what ended, and says so', async () => {
  const store = service(['signal SIGKILL']);
  await keptFor(store);
  expect(store.started).toBe(1);
  expect(printed).toEqual(['! Store ended (signal SIGKILL); starting it again ...', '✓ Store runs again (... s)']);
});

it('tries again when a start fails', async () => {
  const store = service(['exit code 1'], [new Error('address in use'), 'works']);
  await keptFor(store);
  expect(printed).toEqual([
    '! Store ended (exit code 1); starting it again ...',
    '! Store could not be started; starting it again ...',
    '✓ Store runs again (... s)',
  ]);
});

it('gives up what ends again and again, with the end of its log', async () => {
  const store = service(['exit code 1', 'exit code 1', 'exit code 1', 'signal SIGSEGV']);
  await expect(keptFor(store)).rejects.toThrow(
    /^Store does not keep running: started again 3 times, it ended \(signal SIGSEGV\)\.\nThe end of its log .*store\.log:\none\nlast words$/,
  );
  expect(store.started).toBe(3);
});

it('gives up what cannot be started, with the reason', async () => {
  const failure = new Error('the disk is full');
  await expect(keptFor(service(['exit code 1'], [failure, failure, failure]))).rejects.toThrow(
    'Store does not keep running: started again 3 times, it could not be started.\nthe disk is full',
  );
});

it('has all its patience again with what ran for long', async () => {
  const store = service(Array.from({ length: 10 }, () => 'exit code 1'));
  await keptFor(store, { ...PATIENCE, steadyMs: 0 });
  expect(store.started).toBe(10);
});

it('starts nothing once all is being stopped', async () => {
  const given = new AbortController();
  const store = service(['signal SIGTERM', 'signal SIGTERM']);
  const keeping = keepRunning(store, given.signal, { ...PATIENCE, pausesMs: [60_000] });
  await vi.waitFor(() => expect(printed).toHaveLength(1));
  given.abort();
  await keeping;
  await keepRunning(store, given.signal, PATIENCE);
  expect(store.started).toBe(0);
});

it('gives up a start that is under way', async () => {
  const given = new AbortController();
  const store = {
    ...service(['signal SIGKILL']),
    start: (signal: AbortSignal) => pause(60_000, undefined, { signal }),
  };
  const keeping = keepRunning(store, given.signal, PATIENCE);
  await vi.waitFor(() => expect(printed).toHaveLength(1));
  given.abort();
  await keeping;
  expect(printed).toHaveLength(1);
});
