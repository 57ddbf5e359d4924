import { createRequire } from 'node:module';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { calmIdleConnections } from './kafkajs-idle-timer.ts';

const RequestQueue = createRequire(import.meta.url)('kafkajs/src/network/requestQueue');
const quiet = {
  namespace: () => quiet,
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
const newQueue = () =>
  new RequestQueue({
    requestTimeout: 30_000,
    enforceRequestTimeout: false,
    clientId: 'c',
    broker: 'b:1',
    logger: quiet,
  });

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('calmIdleConnections', () => {
  it('arms no timer while no request waits', () => {
    calmIdleConnections();
    newQueue().scheduleCheckPendingRequests();
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each([
    { why: 'a request waits', change: { pending: [{}], isConnected: () => true } },
    { why: 'the broker throttles', change: { throttledUntil: 60_000 } },
  ])('still arms it while $why', ({ change }) => {
    vi.setSystemTime(0);
    calmIdleConnections();
    Object.assign(newQueue(), change).scheduleCheckPendingRequests();
    expect(vi.getTimerCount()).toBe(1);
  });
});
