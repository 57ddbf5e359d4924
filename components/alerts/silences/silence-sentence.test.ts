import { expect, test } from 'vitest';
import { spoken } from '#components/ui/testing.ts';
import { draftOver, type SilenceDraft, silenceInput } from './silence-draft.ts';
import { silenceSentence } from './silence-sentence.ts';

const NOW = Date.parse('2026-11-23T14:00:00.000Z');

function said(changes: Partial<SilenceDraft>, firing: number | null) {
  const asked = silenceInput({ ...draftOver({}, 'UTC'), ...changes }, 'prod-eu', NOW);
  return spoken(silenceSentence(asked, firing, NOW, 'UTC'));
}

test.each([
  [
    { groups: 'payments-worker' },
    1,
    'Nobody is told of incidents of group payments-worker on prod-eu until 15:00. 1 that fires now is among them.',
  ],
  [
    { groups: 'payments-*', notGroups: 'payments-replay' },
    1,
    'Nobody is told of incidents of groups payments-* but payments-replay on prod-eu until 15:00. 1 that fires now is among them.',
  ],
  [
    { groups: '/^payments-/' },
    2,
    'Nobody is told of incidents of groups /^payments-/ on prod-eu until 15:00. 2 that fire now are among them.',
  ],
  [
    { rules: 'payments behind' },
    4,
    'Nobody is told of anything by rule payments behind on prod-eu until 15:00. 4 that fire now are among them.',
  ],
  [
    { brokers: '2', rules: 'broker down' },
    1,
    'Nobody is told of incidents of broker 2 by rule broker down on prod-eu until 15:00. 1 that fires now is among them.',
  ],
  [
    { groups: 'shop-*' },
    0,
    'Nobody is told of incidents of groups shop-* on prod-eu until 15:00. None that fires now is among them.',
  ],
  [{ everywhere: true }, 4, 'Nobody is told of anything on all clusters until 15:00. 4 that fire now are among them.'],
  [
    { groups: 'payments-*', kind: 'weekly' },
    2,
    'Nobody is told of incidents of groups payments-* on prod-eu every Saturday 02:00 for 3 h, UTC. 2 that fire now would be among them.',
  ],
  [
    { groups: 'orders', kind: 'cron', cron: '0 2' },
    1,
    'Nobody is told of incidents of group orders on prod-eu, by a pattern to be given. 1 that fires now would be among them.',
  ],
  [
    { groups: 'orders', length: 'other' },
    1,
    'Nobody is told of incidents of group orders on prod-eu until a time to be given. 1 that fires now is among them.',
  ],
] satisfies [Partial<SilenceDraft>, number, string][])('%j with %i that fire', (changes, firing, sentence) =>
  expect(said(changes, firing)).toBe(sentence),
);

test('says nothing of what fires before that is known', () => {
  expect(said({ groups: 'payments-*' }, null)).toBe(
    'Nobody is told of incidents of groups payments-* on prod-eu until 15:00.',
  );
});
