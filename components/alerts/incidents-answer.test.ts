import { describe, expect, test } from 'vitest';
import { spoken } from '#components/ui/testing.ts';
import { incidentExample } from '#lib/api/examples/incidents.ts';
import type { Incident } from '#lib/api/schemas/incidents.ts';
import type { Incidents } from '#lib/client/alerts.ts';
import { formatTime } from '#lib/client/format-time.ts';
import { incidentsAnswer, type Known, lastEnd } from './incidents-answer.ts';

const NOW = Date.parse('2026-11-23T15:00:00.000Z');
const OVER = '2026-11-23T14:10:00.000Z';
const open = incidentExample as Incident;
const seen: Incident = { ...open, ack: { at: OVER, by: 'ada', note: null } };
const list = (items: Incident[], rest: Partial<Incidents> = {}): Incidents => ({
  items,
  nextCursor: null,
  firing: items.length,
  ...rest,
});

describe('the answer of the page', () => {
  const said = (firing: Incidents, rest: Partial<Known> = {}) =>
    spoken(incidentsAnswer({ cluster: 'prod', firing, calmSince: null, isWatched: true, ...rest }, NOW));

  test.each([
    [[open], '1 incident fires on prod; nobody has said yet that they look.'],
    [[seen], '1 incident fires on prod, and somebody looks at it.'],
    [[open, seen], '2 incidents fire on prod; at 1 of them nobody looks yet.'],
    [[seen, seen], '2 incidents fire on prod, and somebody looks at each.'],
  ])('says what fires, and whether somebody looks: %#', (firing, expected) =>
    expect(said(list(firing))).toBe(expected),
  );

  test('of more than were read the number, and nothing that is not known', () => {
    expect(said(list([open, seen], { nextCursor: 'next', firing: 3214 }))).toBe('3,214 incidents fire on prod.');
  });

  test('since when nothing does, where that is known', () => {
    expect(said(list([]))).toBe('Nothing fires on prod.');
    expect(said(list([]), { calmSince: OVER })).toBe(`Nothing has fired on prod since ${formatTime(OVER, NOW)}.`);
  });

  test('no calm where nothing watches', () => {
    expect(said(list([]), { isWatched: false, calmSince: OVER })).toBe(
      'Nothing can fire on prod: no rule is switched on.',
    );
    expect(said(list([open]), { isWatched: false })).toMatch(/^1 incident fires/);
  });
});

test('the last end, unless an older incident may have ended later', () => {
  const ended = (resolvedAt: string): Incident => ({ ...open, resolvedAt });
  const all = list([ended('2026-11-23T14:05:00.000Z'), ended(OVER), ended('2026-11-22T14:05:00.000Z')]);
  expect(lastEnd(all)).toBe(OVER);
  expect(lastEnd({ ...all, nextCursor: 'next' })).toBeNull();
  expect(lastEnd(list([]))).toBeNull();
  expect(lastEnd(undefined)).toBeNull();
});
