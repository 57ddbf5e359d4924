import { expect, test } from 'vitest';
import type { Loss } from '#lib/api/schemas/loss.ts';
import { lossWords, safeForWords } from './loss-words.ts';

const NOW = Date.parse('2026-11-23T14:00:00.000Z');
const after = (minutes: number) => new Date(NOW + minutes * 60_000).toISOString();
const LOSS: Loss = {
  deletedUnread: '0',
  removedUnread: '0',
  notBefore: after(312),
  kind: 'time',
  topic: 'orders',
  partition: 3,
  likelyAt: null,
  sizeUnknown: false,
  ageUnknown: false,
  threatened: true,
  offsetsExpireNotBefore: null,
};
const UNTIL = 'The oldest unread record is 5 h 12 min from deletion';
const NONE = { notBefore: null, kind: null, topic: null, partition: null, threatened: false };

test.each([
  ['near', {}, [`${UNTIL}.`]],
  ['by size', { kind: 'size' }, [`${UNTIL} by size, at the rate of late.`]],
  ['overdue', { notBefore: after(-1) }, ['The oldest unread record may be deleted at any moment.']],
  ['not near, and no threat', { notBefore: after(2_000), threatened: false }, []],
  ['nothing known', NONE, []],
  [
    'some of it older than all that is known',
    { ageUnknown: true },
    [`${UNTIL}.`, 'Some unread records are older than anything known: those may be deleted sooner.'],
  ],
  [
    'all of it older',
    { ...NONE, ageUnknown: true },
    ['Some unread records are older than anything known: when those are deleted is not known.'],
  ],
  [
    'size not known',
    { ...NONE, sizeUnknown: true },
    ['What is unread is limited by retention.bytes too: when that deletes is not known.'],
  ],
] as [string, Partial<Loss>, string[]][])('%s', (_, change, expected) => {
  const said = lossWords({ loss: { ...LOSS, ...change }, topics: 1 }, NOW);
  expect(said.map((text) => text.replaceAll('\u{a0}', ' '))).toEqual(expected);
});

test('of several topics the one is named', () => {
  expect(lossWords({ loss: LOSS, topics: 2 }, NOW)[0]).toContain('record on orders is');
});

test('nothing is said where nothing is lost', () => {
  expect(lossWords({ loss: null, topics: 1 }, NOW)).toEqual([]);
});

test.each([
  [null, null],
  [after(-1), 'any moment'],
  [after(41), '41 min'],
])('a partition until %s', (notBefore, expected) => {
  const words = safeForWords({ deletedUnread: null, notBefore, kind: 'time' }, NOW);
  expect(words?.replaceAll('\u{a0}', ' ') ?? null).toBe(expected);
});
