import { expect, it } from 'vitest';
import { dataAge } from './data-age.ts';

const NOW = Date.parse('2026-11-23T14:06:00.000Z');
const ago = (ms: number) => new Date(NOW - ms).toISOString();

it.each([
  ['just polled', { observedAt: ago(3_000), reachable: true, intervalMs: 10_000 }, true, 'live', 3_000],
  ['at 3 polls', { observedAt: ago(30_000), reachable: true, intervalMs: 10_000 }, true, 'live', 30_000],
  ['past 3 polls', { observedAt: ago(30_001), reachable: true, intervalMs: 10_000 }, true, 'late', 30_001],
  [
    'a fast cluster has 30 s too',
    { observedAt: ago(29_000), reachable: true, intervalMs: 1_000 },
    true,
    'live',
    29_000,
  ],
  [
    'a slow cluster has its own 3',
    { observedAt: ago(600_000), reachable: true, intervalMs: 300_000 },
    true,
    'live',
    600_000,
  ],
  ['no broker answers', { observedAt: ago(3_000), reachable: false, intervalMs: 10_000 }, true, 'gone', 3_000],
  ['the server does not answer', { observedAt: ago(3_000), reachable: true, intervalMs: 10_000 }, false, 'gone', 3_000],
  ['before the first poll', { observedAt: null, reachable: true, intervalMs: 10_000 }, true, 'waiting', null],
  ['never reached', { observedAt: null, reachable: false, intervalMs: 10_000 }, true, 'gone', null],
  ['a poll from the future', { observedAt: ago(-900), reachable: true, intervalMs: 10_000 }, true, 'live', 0],
] as const)('%s', (_, cluster, answering, freshness, ageMs) => {
  expect(dataAge(cluster, NOW, answering)).toEqual({ freshness, ageMs });
});
