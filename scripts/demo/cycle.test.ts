import { describe, expect, it } from 'vitest';
import { nextPhase, type Phase } from './cycle.ts';

const band = { low: 100, high: 1_000 };

describe('nextPhase', () => {
  it.each<{ phase: Phase; lag: number; next: Phase }>([
    { phase: 'recovering', lag: 101, next: 'recovering' },
    { phase: 'recovering', lag: 100, next: 'behind' },
    { phase: 'behind', lag: 100, next: 'behind' },
    { phase: 'behind', lag: 999, next: 'behind' },
    { phase: 'behind', lag: 1_000, next: 'recovering' },
    { phase: 'recovering', lag: 5_000, next: 'recovering' },
    { phase: 'behind', lag: Number.POSITIVE_INFINITY, next: 'recovering' },
  ])('goes from $phase to $next at a lag of $lag', ({ phase, lag, next }) => {
    expect(nextPhase(phase, lag, band)).toBe(next);
  });
});
