import { expect, it } from 'vitest';
import { dataAge } from './data-age.ts';

const NOW = Date.parse('2026-11-23T14:06:00.000Z');
const ago = (ms: number) => new Date(NOW - ms).toISOString();

const LIMIT = { staleAfterMs: 30_000 };

it.each([
  ['just polled', { observedAt: ago(3_000), reachable: true, ...LIMIT }, true, 'live', 3_000],
  ['at the limit', { observedAt: ago(30_000), reachable: true, ...LIMIT }, true, 'live', 30_000],
  ['past it', { observedAt: ago(30_001), reachable: true, ...LIMIT }, true, 'late', 30_001],
  ['no broker answers', { observedAt: ago(3_000), reachable: false, ...LIMIT }, true, 'gone', 3_000],
  ['the server does not answer', { observedAt: ago(3_000), reachable: true, ...LIMIT }, false, 'gone', 3_000],
  ['before the first poll', { observedAt: null, reachable: true, ...LIMIT }, true, 'waiting', null],
  ['never reached', { observedAt: null, reachable: false, ...LIMIT }, true, 'gone', null],
  ['a poll from the future', { observedAt: ago(-900), reachable: true, ...LIMIT }, true, 'live', 0],
] as const)('%s', (_, cluster, answering, freshness, ageMs) => {
  expect(dataAge(cluster, NOW, answering)).toEqual({ freshness, ageMs });
});
