import { expect, test } from 'vitest';
import { incidentExample } from '#lib/api/examples/incidents.ts';
import type { Incident } from '#lib/api/schemas/incidents.ts';
import { chartOf, incidentWindow } from './incident-window.ts';

const OPEN = { ...(incidentExample as Incident), since: '2026-11-23T14:00:00.000Z' };
const NOW = Date.parse('2026-11-23T15:00:00.000Z');
const at = (text: string) => Date.parse(text);

test('the chart of an incident begins an hour before it, and goes on while it lasts', () => {
  const fromMs = at('2026-11-23T13:00:00.000Z');
  expect(incidentWindow(OPEN, NOW)).toEqual({ kind: 'between', fromMs, toMs: null });
  const over = { ...OPEN, resolvedAt: '2026-11-23T14:30:00.000Z' };
  expect(incidentWindow(over, NOW)).toEqual({ kind: 'between', fromMs, toMs: at(over.resolvedAt) });
});

test('of one that is longer than charts can be it has the beginning', () => {
  const toMs = at('2026-12-24T13:00:00.000Z');
  expect(incidentWindow(OPEN, at('2027-02-01T00:00:00.000Z'))).toMatchObject({ toMs });
  expect(incidentWindow({ ...OPEN, resolvedAt: '2027-01-31T00:00:00.000Z' }, NOW)).toMatchObject({ toMs });
});

const limit = (changes: Partial<NonNullable<Incident['limit']>>) =>
  ({ metric: 'lag', aggregation: 'group-sum', threshold: 10, ...changes }) as const;

test.each([
  ['the whole', { limit: limit({}) }, { unit: 'messages', by: 'group', chosen: null }],
  ['in seconds', { limit: limit({ metric: 'time-lag' }) }, { unit: 'seconds', by: 'group', chosen: null }],
  ['a status', { limit: limit({ metric: 'status' }) }, { unit: 'messages', by: 'group', chosen: null }],
  [
    'its worst partition',
    { limit: limit({ aggregation: 'worst-partition' }) },
    { unit: 'messages', by: 'partition', chosen: 'payments/1' },
  ],
  ['one topic', { limit: limit({}), topic: 'orders' }, { unit: 'messages', by: 'topic', chosen: 'orders' }],
  ['nothing that was kept', { limit: null }, { unit: 'messages', by: 'group', chosen: null }],
])('it is of what the rule looks at: %s', (_, changes, chart) =>
  expect(chartOf({ ...OPEN, ...changes })).toEqual(chart),
);
