import { expect, test } from 'vitest';
import { ruleExample } from '#lib/api/examples/rules.ts';
import type { Rule } from '#lib/api/schemas/rules.ts';
import { draftOf, isUnusual, NEW_RULE, numberOf, numberText, withMetric } from './rule-draft.ts';

const RULE = ruleExample as Rule;

test.each([
  ['10,000', 10_000],
  [' 4.5 ', 4.5],
  ['1 000 000', 1_000_000],
  ['', Number.NaN],
  ['many', Number.NaN],
])('a number as people write it: %s', (text, number) => expect(numberOf(text)).toBe(number));

test('a number as it is read, of which nothing is rounded away', () => {
  expect([10_000, 4.5, 1e15].map(numberText)).toEqual(['10,000', '4.5', '1,000,000,000,000,000']);
});

test('where a rule ends is said only where it is not the usual place', () => {
  expect(draftOf(RULE)).toMatchObject({ threshold: '10,000', clearThreshold: '' });
  expect(draftOf({ ...RULE, condition: { ...RULE.condition, clearThreshold: 5000 } }).clearThreshold).toBe('5,000');
  const margin: Rule['condition'] = {
    ...RULE.condition,
    metric: 'loss-margin',
    operator: '<',
    threshold: 3600,
    clearThreshold: 3600 * 1.1,
  };
  expect(draftOf({ ...RULE, condition: margin }).clearThreshold).toBe('');
});

test('with another metric come its own numbers', () => {
  const changed = {
    ...NEW_RULE,
    aggregation: 'worst-partition' as const,
    clearThreshold: '9,000',
    ...withMetric('time-lag'),
  };
  expect(changed).toMatchObject({
    metric: 'time-lag',
    threshold: '60',
    forSeconds: '120',
    commitGaps: '3',
    aggregation: 'group-sum',
    clearThreshold: '',
  });
});

test('what the sentence does not say is unusual, once it is not as in most rules', () => {
  expect(isUnusual(NEW_RULE)).toBe(false);
  expect(isUnusual({ ...NEW_RULE, ...withMetric('time-lag') })).toBe(false);
  expect(isUnusual({ ...NEW_RULE, ...withMetric('offline-partitions'), topics: 'orders-*' })).toBe(false);
  expect(isUnusual({ ...NEW_RULE, topics: 'orders-*' })).toBe(true);
  expect(isUnusual({ ...NEW_RULE, notGroups: 'payments-replay' })).toBe(true);
  expect(isUnusual(draftOf(RULE))).toBe(true);
});
