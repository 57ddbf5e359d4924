import { expect, test, vi } from 'vitest';
import { ApiProblem } from './problem.ts';

test('a problem of another bundle, which has a class of the same name, is one', async () => {
  vi.resetModules();
  const other = await import('./problem.ts');
  expect(other.ApiProblem).not.toBe(ApiProblem);
  expect(new other.ApiProblem('FORBIDDEN', 'no')).toBeInstanceOf(ApiProblem);
  expect(new Error('no')).not.toBeInstanceOf(ApiProblem);
});
