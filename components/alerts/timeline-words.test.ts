import { describe, expect, test } from 'vitest';
import type { ToldDestination } from '#lib/api/schemas/incident-timeline.ts';
import { entryLook, entryWords, shownEntries, type ToldEntry, unnamedWords } from './timeline-words.ts';

const AT = '2026-11-23T14:02:30.000Z';
const one = (state: ToldDestination['state']): ToldDestination => ({
  name: null,
  state,
  settledAt: null,
  nextAt: null,
  attempts: 1,
  reason: null,
});
const told = (changes: Partial<ToldEntry> = {}): ToldEntry => ({
  kind: 'told',
  at: AT,
  event: 'opened',
  times: 1,
  incidents: 1,
  destinations: [one('delivered')],
  ...changes,
});
const spoken = (text: string) => text.replaceAll('\u00a0', ' ');

test.each([
  [told(), 'Told 1 destination.'],
  [
    told({ destinations: [one('delivered'), one('parked')], incidents: 7 }),
    'Told 2 destinations, together with 6 more incidents.',
  ],
  [told({ event: 'updated', times: 3 }), 'Told once more, 1 destination, 3 times in all, the last time here.'],
  [told({ event: 'resolved' }), 'Told that it is over, 1 destination.'],
  [{ kind: 'acknowledged', at: AT, by: 'ada', note: null } as const, 'ada acknowledged it.'],
  [{ kind: 'acknowledged', at: AT, by: 'ada', note: 'on it' } as const, 'ada acknowledged it: on it'],
  [{ kind: 'resolved', at: AT, resolution: 'group-deleted' } as const, 'It was over: the group was deleted.'],
  [
    { kind: 'data-lost', at: AT, topic: 'orders', partitions: 3 } as const,
    'Unread records were deleted, of 3 partitions of orders.',
  ],
])('a line says %#', (entry, words) => expect(spoken(entryWords(entry))).toBe(words));

test('what fired at once has one line for that', () => {
  const fired = { kind: 'fired', at: AT } as const;
  expect(shownEntries([{ kind: 'began', at: AT }, fired, told()]).map(({ words }) => spoken(words))).toEqual([
    'The condition held: the incident opened at once.',
    'Told 1 destination.',
  ]);
  expect(shownEntries([{ kind: 'began', at: '2026-11-23T14:01:30.000Z' }, fired]).map(({ words }) => words)).toEqual([
    'The condition held for the first time.',
    'It had held for as long as the rule asks: the incident opened.',
  ]);
});

test('destinations without names are told by how it went', () => {
  const all = [one('parked'), one('delivered'), one('delivered'), one('waiting')];
  expect(unnamedWords(all)).toBe('2 arrived, 1 not delivered yet, 1 could not be delivered');
  expect(unnamedWords([one('delivered')])).toBe('1 arrived');
});

describe('a line asks for a look', () => {
  test.each([
    [told(), 'calm'],
    [told({ destinations: [one('delivered'), one('waiting')] }), 'warn'],
    [told({ destinations: [one('waiting'), one('parked')] }), 'danger'],
  ])('by how the worst delivery went: %#', (entry, tone) => expect(entryLook(entry).tone).toBe(tone));
});
