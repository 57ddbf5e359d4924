import { expect, test } from 'vitest';
import { maintenanceExample, silenceExample } from '#lib/api/examples/silences.ts';
import type { Silence } from '#lib/api/schemas/silences.ts';
import { mutedWords, silenceWords, untoldWords, whatWords, whenWords } from './silence-words.ts';

const NOW = Date.parse('2026-11-23T13:48:00.000Z');
const ONCE = silenceExample as Silence;
const WINDOW = maintenanceExample as Silence;
const { matchers } = WINDOW;
const plain = (text: string) => text.replaceAll('\u00a0', ' ');
const named = (...include: string[]) => ({ include, exclude: [] });

test.each([
  [{}, null],
  [{ groups: named('payments-worker') }, 'group payments-worker'],
  [{ groups: named('payments-*') }, 'groups payments-*'],
  [{ groups: named('a', 'b') }, 'groups a, b'],
  [{ groups: { include: ['*'], exclude: ['payments-replay'] } }, 'all groups but payments-replay'],
  [{ groups: named('bidi\u202e') }, 'group bidi\\u202E'],
  [{ brokers: [2] }, 'broker 2'],
  [{ brokers: [2, 3], rules: named('broker down') }, 'brokers 2, 3 by rule broker down'],
  [{ brokers: [2, Number.NaN] }, 'brokers 2, ?'],
  [{ rules: named('payments behind') }, 'everything by rule payments behind'],
  [{ severities: ['info' as const, 'warning' as const] }, 'everything of severity info or warning'],
  [
    { topics: named('orders'), rules: named('r*'), severities: ['error' as const], labels: { team: 'a', tier: '1' } },
    'topic orders by rules r* of severity error labelled team=a, tier=1',
  ],
])('what it is over: %j', (changes, words) => expect(whatWords({ ...matchers, ...changes })).toBe(words));

test('and where', () => {
  expect(silenceWords(ONCE)).toBe('Groups payments-* on prod-eu');
  expect(silenceWords({ ...WINDOW, cluster: null })).toBe('Everything on all clusters');
});

const UPCOMING = {
  state: 'upcoming',
  startsAt: '2026-11-24T09:00:00.000Z',
  endsAt: '2026-11-24T10:00:00.000Z',
} as const;
const OPEN = { state: 'in-force', from: '2026-11-23T12:00:00.000Z', until: '2026-11-23T15:00:00.000Z' } as const;

test.each([
  [ONCE, {}, 'until 15:00 (1 h 12 min left)'],
  [ONCE, UPCOMING, 'from Nov 24 09:00 until Nov 24 10:00'],
  [ONCE, { state: 'over', endsAt: '2026-11-22T15:00:00.000Z' }, 'taken back Nov 22 15:00'],
  [
    ONCE,
    { state: 'over', startsAt: '2026-11-21T15:00:00.000Z', endsAt: '2026-11-22T15:00:00.000Z' },
    'ended Nov 22 15:00',
  ],
  [WINDOW, {}, 'next Nov 28 01:00 here: every Saturday 02:00 for 3 h, Europe/Berlin'],
  [
    WINDOW,
    { recurrence: { cron: '0 2 * * 6', minutes: 90, timeZone: 'UTC' } },
    'next Nov 28 01:00: every Saturday 02:00 for 1 h 30 min, UTC',
  ],
  [
    WINDOW,
    { endsAt: '2026-12-31T00:00:00.000Z' },
    'next Nov 28 01:00 here: every Saturday 02:00 for 3 h, Europe/Berlin until Dec 31 00:00',
  ],
  [WINDOW, OPEN, 'until 15:00 (1 h 12 min left): every Saturday 02:00 for 3 h, Europe/Berlin'],
  [
    WINDOW,
    { state: 'over', endsAt: '2026-11-22T15:00:00.000Z' },
    'ended Nov 22 15:00: every Saturday 02:00 for 3 h, Europe/Berlin',
  ],
  [
    WINDOW,
    { recurrence: { cron: '*/7 * * * *', minutes: 1, timeZone: 'UTC' } },
    'next Nov 28 01:00: by the pattern */7 * * * * for 1 min, UTC',
  ],
] satisfies [Silence, Partial<Silence>, string][])('when it is in force: %#', (silence, changes, words) =>
  expect(plain(whenWords({ ...silence, ...changes }, NOW, 'UTC'))).toBe(words),
);

test.each([
  ['silence', '2026-11-23T16:00:00.000Z', 'by the silence “deploy 4.2” until 16:00'],
  ['maintenance', '2026-11-24T05:00:00.000Z', 'by the maintenance window “deploy 4.2” until Nov 24 05:00'],
  ['maintenance', null, 'by the maintenance window “deploy 4.2”'],
  ['inhibition', null, 'explained by: deploy 4.2'],
] as const)('an incident is muted by a %s until %s', (by, until, words) =>
  expect(mutedWords({ by, until, silence: '3', why: 'deploy 4.2' }, NOW, 'UTC')).toBe(words),
);

test('who was not told of an incident, and why', () => {
  const muted = { by: 'silence', silence: '3', why: 'deploy', until: null } as const;
  const over = '2026-11-23T14:00:00.000Z';
  expect(untoldWords({ muted, resolvedAt: null })).toBe('not yet, as it is muted');
  expect(untoldWords({ muted: null, resolvedAt: null })).toBe(
    'nobody: neither its rule nor its owner names a destination that there is',
  );
  expect(untoldWords({ muted: null, resolvedAt: over })).toBe('nobody: it was over before anybody was to be told');
});
