import { expect, test } from 'vitest';
import type { SilenceMatchers } from './silence.ts';
import { silenceWarnings } from './silence-warnings.ts';

const only = (...include: string[]) => ({ include, exclude: [] });
const AROUND = {
  rules: ['payments behind', 'stalled'],
  known: { groups: [{ name: 'payments-worker', commitGapMs: null }], topics: ['orders', 'payments'] },
};
const warned = (changes: Partial<SilenceMatchers>, around: Parameters<typeof silenceWarnings>[1] = AROUND) =>
  silenceWarnings(
    { rules: only('*'), groups: only('*'), topics: only('*'), severities: [], labels: {}, ...changes },
    around,
  ).map(({ parameter, message }) => `${parameter}: ${message}`);

test.each<Partial<SilenceMatchers>>([
  {},
  { groups: only('payments-*'), topics: only('/^(orders|clicks)$/'), rules: only('/behind$/') },
  { groups: { include: ['*'], exclude: ['nightly'] } },
])('nothing is doubtful in %j', (matchers) => expect(warned(matchers)).toEqual([]));

test.each<[Partial<SilenceMatchers>, string]>([
  [{ groups: only('shop-*') }, 'matchers.groups.include: No group matches now: it mutes nothing until one does.'],
  [{ topics: only('/^clicks/') }, 'matchers.topics.include: No topic matches now: it mutes nothing until one does.'],
  [{ rules: only('lag') }, 'matchers.rules.include: No rule matches now: it mutes nothing until one does.'],
])('what matches nothing now is doubtful: %j', (matchers, warning) => expect(warned(matchers)).toEqual([warning]));

test('what looks like a regular expression is, too', () => {
  expect(warned({ groups: { include: ['*'], exclude: ['^test-.*'] } })).toEqual([
    expect.stringMatching(/^matchers\.groups\.exclude: \^test-\.\* is taken letter by letter/),
  ]);
});

test('nothing is held against names where there are none', () => {
  expect(warned({ groups: only('shop-*'), rules: only('lag') }, { rules: [], known: null })).toEqual([]);
});
