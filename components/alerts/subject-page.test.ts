import { expect, test } from 'vitest';
import { incidentExample } from '#lib/api/examples/incidents.ts';
import type { Incident } from '#lib/api/schemas/incidents.ts';
import { subjectPage } from './subject-page.ts';

const OPEN: Incident = { ...(incidentExample as Incident), since: '2026-11-23T14:00:00.000Z' };
const GROUP = '/clusters/prod-eu/groups/payments-worker?from=2026-11-23T13%3A00%3A00.000Z';
const at = (instant: string) => Date.parse(instant);

test('charts of a group begin an hour before, and end an hour after it is over', () => {
  const now = at('2026-11-23T15:00:00.000Z');
  expect(subjectPage(OPEN, now)).toBe(GROUP);
  const over = { ...OPEN, resolvedAt: '2026-11-23T14:30:00.000Z' };
  expect(subjectPage(over, now)).toBe(GROUP);
  expect(subjectPage(over, at('2026-11-24T00:00:00.000Z'))).toBe(`${GROUP}&to=2026-11-23T15%3A30%3A00.000Z`);
});

test('of one that is longer than charts can be the beginning', () => {
  expect(subjectPage(OPEN, at('2027-02-01T00:00:00.000Z'))).toBe(`${GROUP}&to=2026-12-24T13%3A00%3A00.000Z`);
});

test('a topic, or the cluster, has its own page', () => {
  const now = at('2026-11-23T15:00:00.000Z');
  expect(subjectPage({ ...OPEN, group: null, topic: 'orders' }, now)).toBe('/clusters/prod-eu/topics/orders');
  expect(subjectPage({ ...OPEN, group: null, broker: 3 }, now)).toBe('/clusters/prod-eu/brokers');
  expect(subjectPage({ ...OPEN, group: null }, now)).toBe('/clusters/prod-eu');
});
