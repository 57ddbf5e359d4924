import { expect, test } from 'vitest';
import { judgeReadiness } from './readiness.ts';

const NOW = new Date('2026-11-23T14:02:31Z');
const fresh = { cluster: 'a', polledAt: '2026-11-23T14:02:28Z', stale: false };
const stale = { cluster: 'b', polledAt: '2026-11-23T14:00:31Z', stale: true };
const never = { cluster: 'c', polledAt: null, stale: true };

test.each([
  ['one fresh poll', [fresh], true],
  ['one of several clusters is fresh', [stale, fresh], true],
  ['no poll is fresh', [stale, never], false],
  ['no cluster is configured', [], false],
])('%s', (_case, ages, ready) => {
  expect(judgeReadiness(ages, NOW).ready).toBe(ready);
});

test('says why not', () => {
  expect(judgeReadiness([fresh, stale, never], NOW).checks).toEqual([
    { name: 'postgres', ok: true, detail: 'answers' },
    { name: 'poll:a', ok: true, detail: 'the newest poll of a is 3 s old' },
    { name: 'poll:b', ok: false, detail: 'the newest poll of b is 120 s old: is the engine running?' },
    { name: 'poll:c', ok: false, detail: 'c has not been polled yet: is the engine running?' },
  ]);
  expect(judgeReadiness('Postgres cannot be reached', NOW)).toEqual({
    ready: false,
    checks: [{ name: 'postgres', ok: false, detail: 'Postgres cannot be reached' }],
  });
});
