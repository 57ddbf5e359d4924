import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { meanRate, type Pattern, peakRate, rateAt, recordsDue } from './traffic.ts';

const steady: Pattern = { kind: 'steady', perSecond: 20 };
const bursty: Pattern = { kind: 'bursty', perSecond: 15, burstPerSecond: 90, everyMs: 150_000, burstMs: 30_000 };

describe('rateAt', () => {
  it.each([
    { atMs: 0, rate: 90 },
    { atMs: 29_999, rate: 90 },
    { atMs: 30_000, rate: 15 },
    { atMs: 149_999, rate: 15 },
    { atMs: 150_000, rate: 90 },
  ])('asks a bursty topic for $rate records/s at $atMs ms', ({ atMs, rate }) => {
    expect(rateAt(bursty, atMs)).toBe(rate);
  });

  it('never asks for more than the peak', () => {
    fc.assert(
      fc.property(fc.constantFrom(steady, bursty), fc.nat(), (pattern, nowMs) => {
        expect(rateAt(pattern, nowMs)).toBeLessThanOrEqual(peakRate(pattern));
      }),
    );
  });
});

describe('meanRate', () => {
  it('weighs a burst by its share of the period', () => {
    expect(meanRate(bursty)).toBe(30);
  });
});

describe('recordsDue', () => {
  it('gives over a period what the pattern says, however often it is asked', () => {
    fc.assert(
      fc.property(fc.integer({ min: 50, max: 1_900 }), (stepMs) => {
        let due = { atMs: 0, fraction: 0 };
        let sent = 0;
        for (let nowMs = stepMs; nowMs <= 150_000; nowMs += stepMs) {
          const { count, next } = recordsDue(bursty, 1, due, nowMs);
          sent += count;
          due = next;
        }
        // A step that crosses the edge of a burst takes the rate of its end: off by a step's worth, at two edges.
        expect(Math.abs(sent - 4_500)).toBeLessThanOrEqual((2 * 75 * stepMs) / 1_000 + (15 * stepMs) / 1_000 + 1);
      }),
    );
  });

  it('makes up for two seconds of an outage and no more', () => {
    expect(recordsDue(bursty, 1, { atMs: 30_000, fraction: 0 }, 90_000).count).toBe(30);
  });

  it('gives nothing when the clock goes back', () => {
    expect(recordsDue(bursty, 1, { atMs: 60_000, fraction: 0.5 }, 50_000)).toEqual({
      count: 0,
      next: { atMs: 50_000, fraction: 0.5 },
    });
  });
});
