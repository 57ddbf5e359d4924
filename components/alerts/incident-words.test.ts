import { expect, test } from 'vitest';
import { incidentExample } from '#lib/api/examples/incidents.ts';
import type { Incident } from '#lib/api/schemas/incidents.ts';
import { incidentLook, incidentRank, lastedMs, severityLook, stateWords, subjectOf } from './incident-words.ts';

const incident = (changes: Partial<Incident> = {}, severity: Incident['rule']['severity'] = 'error'): Incident => ({
  ...(incidentExample as Incident),
  rule: { ...(incidentExample as Incident).rule, severity },
  ...changes,
});
const SEEN = { at: '2026-11-23T14:04:00.000Z', by: 'ada', note: null };
const OVER = '2026-11-23T14:10:00.000Z';

test.each([
  ['critical', 'danger', 'CRITICAL'],
  ['error', 'danger', 'ERROR'],
  ['warning', 'warn', 'WARNING'],
  ['info', 'calm', 'INFO'],
] as const)('%s looks %s while it fires, and calm when it is over', (severity, tone, word) => {
  expect(incidentLook(incident({}, severity))).toMatchObject({ tone, word });
  expect(incidentLook(incident({ resolvedAt: OVER }, severity))).toMatchObject({ tone: 'calm', word: 'RESOLVED' });
  expect(severityLook(incident({ resolvedAt: OVER }, severity))).toMatchObject({ tone: 'calm', word });
});

test('the worst comes first, of those what nobody has seen, and what is over last', () => {
  const all = [
    incident({ resolvedAt: OVER }, 'critical'),
    incident({}, 'warning'),
    incident({ ack: SEEN }, 'error'),
    incident({}, 'error'),
  ];
  const sorted = all.toSorted((one, other) => incidentRank(one) - incidentRank(other));
  expect(sorted).toEqual([all[3], all[2], all[1], all[0]]);
});

test('it is about a group, a topic, or the cluster', () => {
  expect([incident(), incident({ group: null, topic: 'orders' }), incident({ group: null })].map(subjectOf)).toEqual([
    'payments-worker',
    'orders',
    'prod-eu',
  ]);
});

test.each([
  [{}, 'firing'],
  [{ ack: SEEN }, 'acknowledged by ada'],
  [{ ack: SEEN, resolvedAt: OVER, resolution: 'recovered' }, 'resolved: recovered'],
  [{ resolvedAt: OVER, resolution: 'rule-disabled' }, 'resolved: the rule was switched off'],
  [{ resolvedAt: OVER, resolution: 'group-deleted' }, 'resolved: the group was deleted'],
] as const)('how it stands, in words: %#', (changes, words) => expect(stateWords(incident(changes))).toBe(words));

test('how long it lasted is known once it is over', () => {
  expect(lastedMs(incident())).toBeNull();
  expect(lastedMs(incident({ since: '2026-11-23T14:08:30.000Z', resolvedAt: OVER }))).toBe(90_000);
});
