import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nextPoll, nextPollAt, pause, skippedBetween } from './schedule.ts';

describe('the instants of polls', () => {
  test.each([
    [0, 1_000, 1_000],
    [999, 1_000, 1_000],
    [1_000, 1_000, 2_000],
    [1_000.7, 1_000, 2_000],
    [12_345, 10_000, 20_000],
  ])('after %d, every %d ms, comes %d', (nowMs, intervalMs, atMs) => {
    expect(nextPollAt(nowMs, intervalMs)).toBe(atMs);
  });

  test('are multiples of the interval, after now, at most one interval away: the same for every collector', () => {
    fc.assert(
      fc.property(fc.nat(2 ** 31), fc.integer({ min: 1_000, max: 300_000 }), (nowMs, intervalMs) => {
        const atMs = nextPollAt(nowMs, intervalMs);
        expect(atMs % intervalMs).toBe(0);
        expect(atMs).toBeGreaterThan(nowMs);
        expect(atMs - nowMs).toBeLessThanOrEqual(intervalMs);
      }),
    );
  });

  test.each([
    [10_000, 20_000, 0],
    [10_000, 30_000, 1],
    [10_000, 90_000, 7],
    [10_000, 10_000, 0],
  ])('between %d and %d, %d were skipped', (beforeMs, atMs, skipped) => {
    expect(skippedBetween(beforeMs, atMs, 10_000)).toBe(skipped);
  });
});

describe('waiting', () => {
  test('ends at the aligned instant, not before it', async () => {
    const atMs = await nextPoll(30, new AbortController().signal);
    expect(Date.now()).toBeGreaterThanOrEqual(atMs ?? Number.POSITIVE_INFINITY);
    expect((atMs ?? 1) % 30).toBe(0);
  });

  test('goes on at once on a clock that was set back', async () => {
    const hourAgo = () => Date.now() - (setBack ? 3_600_000 : 0);
    let setBack = false;
    const begun = performance.now();
    const waiting = nextPoll(100, new AbortController().signal, hourAgo);
    setBack = true;
    const atMs = await waiting;
    expect(performance.now() - begun).toBeLessThan(10_000);
    expect(Math.abs((atMs ?? 0) - hourAgo())).toBeLessThan(10_000);
  });

  test('is ended by the signal, and leaves no timer', async () => {
    const stop = new AbortController();
    const waiting = nextPoll(3_600_000_000, stop.signal);
    const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    const during = timers();
    stop.abort();
    expect(await waiting).toBeNull();
    expect(timers()).toBeLessThanOrEqual(during - 1);
  });

  test('does not begin after the signal', async () => {
    expect(await pause(60_000, AbortSignal.abort())).toBe(false);
    expect(await nextPoll(60_000, AbortSignal.abort())).toBeNull();
  });

  test('a pause is whole without a signal', async () => {
    expect(await pause(1, new AbortController().signal)).toBe(true);
  });
});
