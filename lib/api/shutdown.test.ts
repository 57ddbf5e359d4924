import { afterEach, expect, test, vi } from 'vitest';
import { isStopping, requestStarted, stopServing } from './shutdown.ts';
import { webProcess } from './web-process.ts';

afterEach(() => {
  const state = webProcess();
  state.stopping = false;
  state.streamClosers.clear();
});

test('stops at once when nothing runs, ending every stream', async () => {
  const close = vi.fn();
  webProcess().streamClosers.add(close);
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
