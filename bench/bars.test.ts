import { afterEach, expect, it, vi } from 'vitest';
import { missedBars, reportFigures } from './bars.ts';

afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

it.each([
  { figures: { ratio: 2 }, missed: [] },
  { figures: { ratio: 2.01 }, missed: ['ratio is 2.01, and must be at most 2'] },
  { figures: { ratio: Number.NaN }, missed: ['ratio is NaN, and must be at most 2'] },
  { figures: {}, missed: ['ratio is undefined, and must be at most 2'] },
])('$figures against at most 2', ({ figures, missed }) => {
  expect(missedBars(figures, { ratio: { atMost: 2 } })).toEqual(missed);
});

it.each([
  { polls: 100, missed: [] },
  { polls: 99, missed: ['polls is 99, and must be at least 100'] },
])('$polls against at least 100', ({ polls, missed }) => {
  expect(missedBars({ polls }, { polls: { atLeast: 100 } })).toEqual(missed);
});

it('a missed bar is named and fails the run, and the figures still come last', () => {
  const said: string[] = [];
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => said.push(String(text)) > 0);
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => said.push(String(text)) > 0);
  reportFigures({ rssMb: 300 }, { rssMb: { atMost: 400 } });
  expect(process.exitCode).toBeUndefined();
  reportFigures({ rssMb: 401 }, { rssMb: { atMost: 400 } });
  expect(process.exitCode).toBe(1);
  expect(said).toEqual(['{"rssMb":300}\n', '✗ rssMb is 401, and must be at most 400\n', '{"rssMb":401}\n']);
});
