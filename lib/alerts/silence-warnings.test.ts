import { expect, test } from 'vitest';
import type { SilenceMatchers } from './silence.ts';
import { silenceWarnings } from './silence-warnings.ts';

const only = (...include: string[]) => ({ include, exclude: [] });
const AROUND = {
  rules: ['payments behind', 'stalled'],
  brokers: [1, 2, 3],
  known: { groups: [{ name: 'payments-worker', commitGapMs: null }], topics: ['orders', 'payments'] },
};
const warned = (changes: Partial<SilenceMatchers>, around: Parameters<typeof silenceWarnings>[1] = AROUND) =>
  silenceWarnings(
    { rules: only('*'), groups: only('*'), topics: only('*'), brokers: [], severities: [], labels: {}, ...changes },
    around,
  ).map(({ parameter, message }) => `${parameter}: ${message}`);

test.each<Partial<SilenceMatchers>>([
  {},
  { groups: only('payments-*'), topics: only('/^(orders|clicks)$/'), rules: only('/behind$/') },
  { groups: { include: ['*'], exclude: ['nightly'] } },
  { brokers: [3] },
  { brokers: [3, 9], rules: only('stalled') },
])('nothing is doubtful in %j', (matchers) => expect(warned(matchers)).toEqual([]));

test.each<[Partial<SilenceMatchers>, string]>([
  [{ groups: only('shop-*') }, 'matchers.groups.include: No group matches now: it mutes nothing until one does.'],
  [{ topics: only('/^clicks/') }, 'matchers.topics.include: No topic matches now: it mutes nothing until one does.'],
  [{ rules: only('lag') }, 'matchers.rules.include: No rule matches now: it mutes nothing until one does.'],
  [{ brokers: [9, 10] }, 'matchers.brokers: There is no such broker now: it mutes nothing until there is.'],
  [
    { brokers: [2], topics: only('orders') },
    'matchers.brokers: What is about a broker is about no group or topic: with both it mutes nothing.',
  ],
])('what matches nothing now is doubtful: %j', (matchers, warning) => expect(warned(matchers)).toEqual([warning]));

test('what looks like a regular expression is, too', () => {
  expect(warned({ groups: { include: ['*'], exclude: ['^test-.*'] } })).toEqual([
    expect.stringMatching(/^matchers\.groups\.exclude: \^test-\.\* is taken letter by letter/),
  ]);
});

test('nothing is held against names where there are none', () => {
  const nothing = { rules: [], known: null, brokers: [] };
  expect(warned({ groups: only('shop-*'), rules: only('lag') }, nothing)).toEqual([]);
  expect(warned({ brokers: [9] }, nothing)).toEqual([]);
});
