import { expect, test } from 'vitest';
import { spoken } from '#components/ui/testing.ts';
import { incidentExample } from '#lib/api/examples/incidents.ts';
import { silenceExample } from '#lib/api/examples/silences.ts';
import type { Incident } from '#lib/api/schemas/incidents.ts';
import type { Silence } from '#lib/api/schemas/silences.ts';
import { mutedHere, silencesAnswer } from './silences-answer.ts';

const NOW = Date.parse('2026-11-23T14:00:00.000Z');
const silence = (changes: Partial<Silence>): Silence => ({ ...(silenceExample as Silence), ...changes });
const ONE = silence({ id: '1' });
const TWO = silence({ id: '2' });
const UPCOMING = silence({ id: '3', state: 'upcoming', from: '2026-11-23T16:00:00.000Z' });
const OVER = silence({ id: '4', state: 'over', from: null });
const by = (id: string | null): Incident => ({
  ...(incidentExample as Incident),
  muted: id === null ? null : { by: 'silence', silence: id, why: 'deploy', until: null },
});
const firing = (items: Incident[], nextCursor: string | null = null) => ({ items, nextCursor, firing: items.length });

test.each([
  [[], [], 'Nothing is silenced on prod-eu.'],
  [[OVER], [], 'Nothing is silenced on prod-eu.'],
  [[ONE], [by(null)], '1 silence is in force on prod-eu; nothing that fires is muted by it.'],
  [[ONE, OVER], [by('1'), by('4')], '1 silence is in force on prod-eu; 1 incident is muted by it.'],
  [
    [ONE, TWO, UPCOMING],
    [by('1'), by('2'), by('2'), by(null)],
    '2 silences are in force on prod-eu; 3 incidents are muted by them.',
  ],
])('%#', (silences, incidents, said) =>
  expect(spoken(silencesAnswer('prod-eu', silences, firing(incidents), NOW))).toBe(said),
);

test('where nothing is in force it says when something will be', () => {
  const later = silence({ id: '5', state: 'upcoming', from: '2026-11-24T16:00:00.000Z' });
  expect(spoken(silencesAnswer('prod-eu', [later, UPCOMING], undefined, NOW))).toMatch(
    /^Nothing is silenced on prod-eu; the next begins at (Nov 23 )?\d\d:\d\d\.$/,
  );
});

test('how many one mutes is counted on the cluster, and taken from the API where not all are here', () => {
  expect(mutedHere({ id: '1', muted: 7 }, firing([by('1'), by('2')]))).toBe(1);
  expect(mutedHere({ id: '1', muted: 7 }, firing([by('1')], 'more'))).toBe(7);
  expect(mutedHere({ id: '1', muted: 7 }, undefined)).toBe(7);
});
