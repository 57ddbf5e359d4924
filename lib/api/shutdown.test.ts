import { afterEach, expect, test, vi } from 'vitest';
import { isStopping, requestStarted, stopServing } from './shutdown.ts';
import { webProcess } from './web-process.ts';

afterEach(() => {
  const state = webProcess();
  state.stopping = false;
  state.openStreams.clear();
  state.lastWrites.clear();
});

test('stops at once when nothing runs, ending every stream', async () => {
  const close = vi.fn();
  webProcess().openStreams.set(close, 'ada');
  expect(await stopServing(10_000)).toBe(true);
  expect(close).toHaveBeenCalledOnce();
  expect(isStopping()).toBe(true);
});

test('waits for the requests that run', async () => {
  const finishOne = requestStarted();
  const finishOther = requestStarted();
  let stopped = false;
  const stop = stopServing(10_000).then((idle) => {
    stopped = true;
    return idle;
  });
  finishOne();
  finishOne();
  await Promise.resolve();
  expect(stopped).toBe(false);
  finishOther();
  expect(await stop).toBe(true);
});

test('gives up after the grace', async () => {
  const finish = requestStarted();
  expect(await stopServing(20)).toBe(false);
  finish();
  expect(webProcess().idleListeners.size).toBe(0);
});

test('writes what is left once no request runs, and waits for that no longer than the grace', async () => {
  const finish = requestStarted();
  const written: boolean[] = [];
  webProcess().lastWrites.add(async () => written.push(webProcess().runningRequests === 0));
  const stop = stopServing(10_000);
  expect(written).toEqual([]);
  finish();
  expect(await stop).toBe(true);
  expect(written).toEqual([true]);
  webProcess().lastWrites.add(() => new Promise(() => {}));
  expect(await stopServing(20)).toBe(true);
});
