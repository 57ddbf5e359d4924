import { expect, test } from 'vitest';
import { incidentExample } from '#lib/api/examples/incidents.ts';
import { maintenanceExample, silenceExample } from '#lib/api/examples/silences.ts';
import type { Incident } from '#lib/api/schemas/incidents.ts';
import type { Silence } from '#lib/api/schemas/silences.ts';
import {
  draftLike,
  draftOver,
  isEmpty,
  isNarrowed,
  matchersOf,
  morningAfter,
  type SilenceDraft,
  silenceInput,
} from './silence-draft.ts';

const NOW = Date.parse('2026-11-23T14:00:00.000Z');
const ANY = { include: ['*'], exclude: [] };
const named = (...include: string[]) => ({ include, exclude: [] });
const input = (changes: Partial<SilenceDraft>, matchers = {}) =>
  silenceInput({ ...draftOver(matchers, 'Europe/Berlin'), ...changes }, 'prod-eu', NOW);

test('what is not narrowed is over everything on the cluster, for an hour', () => {
  expect(input({ comment: 'deploy' })).toEqual({
    cluster: 'prod-eu',
    matchers: { groups: ANY, topics: ANY, brokers: [], rules: ANY, severities: [], labels: {} },
    comment: 'deploy',
    startsAt: null,
    endsAt: '2026-11-23T15:00:00.000Z',
    recurrence: null,
  });
  expect(input({ everywhere: true }).cluster).toBeNull();
});

test('what is typed is read as patterns and labels', () => {
  expect(
    input({
      groups: 'payments-*, orders',
      notGroups: 'payments-replay',
      topics: ' ',
      brokers: '2, 3 ,2',
      labels: 'team=a, tier=1',
      severities: ['info'],
    }).matchers,
  ).toEqual({
    groups: { include: ['payments-*', 'orders'], exclude: ['payments-replay'] },
    topics: ANY,
    brokers: [2, 3],
    rules: ANY,
    severities: ['info'],
    labels: { team: 'a', tier: '1' },
  });
});

test('a group with commas in its name stays one, while nobody types there', () => {
  const draft = draftOver({ groups: named('a, b') }, 'UTC');
  expect(silenceInput(draft, 'prod-eu', NOW).matchers.groups).toEqual(named('a, b'));
  expect(silenceInput({ ...draft, groups: 'a, bc' }, 'prod-eu', NOW).matchers.groups).toEqual(named('a', 'bc'));
});

test.each([
  ['30m', '2026-11-23T14:30:00.000Z'],
  ['1h', '2026-11-23T15:00:00.000Z'],
  ['4h', '2026-11-23T18:00:00.000Z'],
] as const)('for %s it ends at %s', (length, endsAt) =>
  expect(input({ length })).toMatchObject({ startsAt: null, endsAt }),
);

test('from and until what somebody gives, by their own clock; what is missing goes as it is', () => {
  const until = new Date(2026, 10, 24, 9, 30);
  expect(input({ length: 'other', until: '2026-11-24T09:30' })).toMatchObject({
    startsAt: null,
    endsAt: until.toISOString(),
  });
  expect(input({ length: 'other', from: '2026-11-24T09:30', until: '' })).toMatchObject({
    startsAt: until.toISOString(),
    endsAt: null,
  });
});

test.each([
  [new Date(2026, 10, 23, 14, 5), new Date(2026, 10, 24, 9)],
  [new Date(2026, 10, 23, 23, 59), new Date(2026, 10, 24, 9)],
  [new Date(2026, 10, 30, 8), new Date(2026, 11, 1, 9)],
  // Whoever is woken at night means the morning that comes.
  [new Date(2026, 10, 24, 3, 12), new Date(2026, 10, 24, 9)],
])('the morning after %s is %s', (now, morning) => expect(morningAfter(now.getTime())).toBe(morning.getTime()));

test('a window comes by its days, or by a pattern, for ever unless it says when it is over', () => {
  expect(input({ kind: 'weekly', days: [6, 3], at: '22:30', hours: '1.5' })).toMatchObject({
    startsAt: null,
    endsAt: null,
    recurrence: { cron: '30 22 * * 3,6', minutes: 90, timeZone: 'Europe/Berlin' },
  });
  const bounded = input({ kind: 'cron', cron: '0 2 1 * *', lastUntil: '2026-12-31T00:00', timeZone: ' UTC ' });
  expect(bounded).toMatchObject({
    endsAt: new Date(2026, 11, 31).toISOString(),
    recurrence: { cron: '0 2 1 * *', timeZone: 'UTC' },
  });
});

test('of an incident it is over its group, topic or broker, by its rule', () => {
  const incident = incidentExample as Incident;
  expect(matchersOf(incident)).toEqual({ groups: named('payments-worker'), rules: named('payments behind') });
  expect(matchersOf({ ...incident, group: null, topic: 'orders' })).toEqual({
    topics: named('orders'),
    rules: named('payments behind'),
  });
  expect(matchersOf({ ...incident, group: null, broker: 0 })).toEqual({
    brokers: [0],
    rules: named('payments behind'),
  });
  expect(matchersOf({ ...incident, group: null })).toEqual({ rules: named('payments behind') });
});

test.each([
  silenceExample,
  maintenanceExample,
  { ...silenceExample, matchers: { ...silenceExample.matchers, groups: ANY, brokers: [2, 3] } },
  { ...maintenanceExample, cluster: null, recurrence: { cron: '0 2 1 * *', minutes: 30, timeZone: 'UTC' } },
])('made once more it is over the same, and comes as often: %#', (example) => {
  const silence = example as Silence;
  const { matchers, cluster, recurrence, comment } = silence;
  expect(silenceInput(draftLike(silence, 'UTC'), 'prod-eu', NOW)).toMatchObject({
    matchers,
    cluster,
    recurrence,
    comment,
  });
});

test('is narrowed where what is folded away says something', () => {
  expect(isNarrowed(draftOver({ groups: named('a'), rules: named('b') }, 'UTC'))).toBe(false);
  expect(isNarrowed(draftOver({ topics: named('a') }, 'UTC'))).toBe(true);
  expect(isNarrowed(draftOver({ severities: ['info'] }, 'UTC'))).toBe(true);
  expect(isNarrowed(draftOver({ brokers: [0] }, 'UTC'))).toBe(true);
});

test('is empty until something says which incidents are meant', () => {
  const draft = draftOver({}, 'UTC');
  expect(isEmpty(draft)).toBe(true);
  for (const changes of [{ groups: 'a' }, { rules: 'a' }, { topics: 'a' }, { labels: 'a=b' }]) {
    expect(isEmpty({ ...draft, ...changes })).toBe(false);
  }
});
