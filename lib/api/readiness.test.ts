import { expect, test } from 'vitest';
import { inShort, judgeReadiness } from './readiness.ts';

const NOW = new Date('2026-11-23T14:02:31Z');
const answered = { reachable: true, observedAt: '2026-11-23T14:00:30Z' };
const fresh = { cluster: 'a', polledAt: '2026-11-23T14:02:28Z', stale: false, ...answered };
const stale = { cluster: 'b', polledAt: '2026-11-23T14:00:31Z', stale: true, ...answered };
const never = { cluster: 'c', polledAt: null, stale: true, reachable: false, observedAt: null };
const unreachable = { ...fresh, cluster: 'd', reachable: false };
const silentEver = { ...unreachable, cluster: 'e', observedAt: null };

test.each([
  ['one fresh poll', [fresh], true],
  ['one of several clusters is fresh', [stale, fresh], true],
  ['a poll is fresh that no broker answered: the pages tell of it', [unreachable], true],
  ['no poll is fresh', [stale, never], false],
  ['no cluster is configured', [], false],
])('%s', (_case, ages, ready) => {
  expect(judgeReadiness(ages, NOW).ready).toBe(ready);
});

test('says why not', () => {
  expect(judgeReadiness([fresh, stale, never, unreachable, silentEver], NOW).checks).toEqual([
    { name: 'postgres', ok: true, detail: 'answers' },
    { name: 'poll:a', ok: true, detail: 'the newest poll of a is 3 s old' },
    { name: 'poll:b', ok: false, detail: 'the newest poll of b is 120 s old: is the engine running?' },
    { name: 'poll:c', ok: false, detail: 'c has not been polled yet: is the engine running?' },
    {
      name: 'poll:d',
      ok: false,
      detail: 'the newest poll of d is 3 s old, and no broker answered it: the last answer is 121 s old',
    },
    { name: 'poll:e', ok: false, detail: 'the newest poll of e is 3 s old, and no broker answered it: none ever did' },
  ]);
  expect(judgeReadiness('Postgres cannot be reached', NOW)).toEqual({
    ready: false,
    checks: [{ name: 'postgres', ok: false, detail: 'Postgres cannot be reached' }],
  });
});

test('says in short how many, and names neither a cluster nor what the database says', () => {
  expect(inShort(judgeReadiness([fresh, stale, unreachable], NOW))).toEqual({
    ready: true,
    checks: [
      { name: 'postgres', ok: true, detail: 'answers' },
      { name: 'polls', ok: false, detail: '1 of 3 clusters are polled and answer' },
    ],
  });
  expect(inShort(judgeReadiness('login "tidemark" is refused', NOW))).toEqual({
    ready: false,
    checks: [{ name: 'postgres', ok: false, detail: 'cannot be used' }],
  });
});
