import { expect, it, vi } from 'vitest';
import { elapsed, step } from './progress.mjs';

it.each([
  [40, '0.0 s'],
  [12_345, '12.3 s'],
  [99_949, '99.9 s'],
  [100_000, '1 min 40 s'],
  [125_400, '2 min 05 s'],
  [3_599_900, '60 min 00 s'],
])('%i ms are shown as %s', (ms, shown) => {
  expect(elapsed(ms)).toBe(shown);
});

it.each([
  ['fails', false, /^✗ Work \(/],
  ['is given up', true, /^ {2}Work: given up \(/],
])('a step that %s says so', async (_, stopped, line) => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  const given = new AbortController();
  const failing = step('Work', () => Promise.reject(new Error('no')), given.signal);
  if (stopped) given.abort();
  await expect(failing).rejects.toThrow('no');
  expect(log.mock.calls).toEqual([[expect.stringMatching(line)]]);
  log.mockRestore();
});
