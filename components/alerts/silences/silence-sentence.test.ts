import { expect, test } from 'vitest';
import { spoken } from '#components/ui/testing.ts';
import { incidentExample } from '#lib/api/examples/incidents.ts';
import type { Incident } from '#lib/api/schemas/incidents.ts';
import { draftOver, type SilenceDraft, silenceInput } from './silence-draft.ts';
import { incidentsUnder, silenceSentence } from './silence-sentence.ts';

const NOW = Date.parse('2026-11-23T14:00:00.000Z');
const of = (group: string | null): Incident => ({ ...(incidentExample as Incident), group });
const FIRING = [of('payments-worker'), of('payments-replay'), of('orders'), of(null)];

function said(changes: Partial<SilenceDraft>, items: Incident[] | null = FIRING, nextCursor: string | null = null) {
  const asked = silenceInput({ ...draftOver({}, 'UTC'), ...changes }, 'prod-eu', NOW);
  const firing = items === null ? undefined : { items, nextCursor, firing: items.length };
  return spoken(silenceSentence(asked, 'prod-eu', firing, NOW, 'UTC'));
}

test.each([
  [
    { groups: 'payments-worker' },
    'Nobody is told of incidents of group payments-worker on prod-eu until 15:00. 1 that fires now is among them.',
  ],
  [
    { groups: 'payments-*', notGroups: 'payments-replay' },
    'Nobody is told of incidents of groups payments-* but payments-replay on prod-eu until 15:00. 1 that fires now is among them.',
  ],
  [
    { rules: 'payments behind' },
    'Nobody is told of anything by rule payments behind on prod-eu until 15:00. 4 that fire now are among them.',
  ],
  [
    { groups: 'shop-*' },
    'Nobody is told of incidents of groups shop-* on prod-eu until 15:00. None that fires now is among them.',
  ],
  [
    { everywhere: true },
    'Nobody is told of anything on all clusters until 15:00. 4 that fire now on prod-eu are among them.',
  ],
  [
    { groups: 'payments-*', kind: 'weekly' },
    'Nobody is told of incidents of groups payments-* on prod-eu every Saturday 02:00 for 3 h, UTC. 2 that fire now would be among them.',
  ],
  [
    { groups: 'orders', kind: 'cron', cron: '0 2' },
    'Nobody is told of incidents of group orders on prod-eu, by a pattern to be given. 1 that fires now would be among them.',
  ],
  [
    { groups: 'orders', length: 'other' },
    'Nobody is told of incidents of group orders on prod-eu until a time to be given. 1 that fires now is among them.',
  ],
] satisfies [Partial<SilenceDraft>, string][])('%j', (changes, sentence) => expect(said(changes)).toBe(sentence));

test('counts only what it has read, and says so', () => {
  expect(said({ groups: 'payments-*' }, FIRING, 'more')).toContain('At least 2 that fire now are among them.');
  expect(said({ groups: 'payments-*' }, null)).toBe(
    'Nobody is told of incidents of groups payments-* on prod-eu until 15:00.',
  );
});

test('an incident of no group is under no pattern of groups, but under everything', () => {
  const under = (groups: string) =>
    incidentsUnder(silenceInput({ ...draftOver({}, 'UTC'), groups }, 'prod-eu', NOW), [of(null)]).length;
  expect([under('p*'), under('')]).toEqual([0, 1]);
});
