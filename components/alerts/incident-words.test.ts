import { describe, expect, test } from 'vitest';
import { incidentExample } from '#lib/api/examples/incidents.ts';
import type { Incident } from '#lib/api/schemas/incidents.ts';
import { incidentLook, incidentRank, incidentsAnswer, resolutionWords, subjectOf } from './incident-words.ts';

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

describe('the answer of the page', () => {
  const said = (...firing: Incident[]) =>
    incidentsAnswer(firing, 'prod')
      .map((phrase) => (typeof phrase === 'string' ? phrase : phrase.text))
      .join('');
  test.each([
    [[], 'Nothing fires on prod.'],
    [[incident()], '1 incident fires on prod; nobody has said yet that they look.'],
    [[incident({ ack: SEEN })], '1 incident fires on prod, and somebody looks at it.'],
    [[incident(), incident({ ack: SEEN })], '2 incidents fire on prod; at 1 of them nobody looks yet.'],
    [[incident({ ack: SEEN }), incident({ ack: SEEN })], '2 incidents fire on prod, and somebody looks at each.'],
  ])('%#', (firing, expected) => expect(said(...firing)).toBe(expected));
});

test('it is about a group, a topic, or the cluster', () => {
  expect([incident(), incident({ group: null, topic: 'orders' }), incident({ group: null })].map(subjectOf)).toEqual([
    'payments-worker',
    'orders',
    'prod-eu',
  ]);
  expect(resolutionWords({ resolution: 'rule-disabled' })).toBe('the rule was switched off');
  expect(resolutionWords({ resolution: null })).toBeNull();
});
