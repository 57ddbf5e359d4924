import { expect, it } from 'vitest';
import { pointsFor } from './series.ts';

it.each([
  ['a range of many polls is bucketed', 86_400_000, 10_000, 300],
  ['a short range has a point for each poll', 900_000, 10_000, 90],
  ['a zoom below a few polls still has an axis', 10_000, 10_000, 12],
  ['slow polls make wide points', 3_600_000, 300_000, 12],
  ['fast polls do not make more than a chart shows', 3_600_000, 1_000, 300],
] as const)('%s', (_, lengthMs, intervalMs, expected) => expect(pointsFor(lengthMs, intervalMs)).toBe(expected));
