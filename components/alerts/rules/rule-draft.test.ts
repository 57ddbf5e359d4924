import { describe, expect, test } from 'vitest';
import { ruleExample } from '#lib/api/examples/rules.ts';
import type { Rule } from '#lib/api/schemas/rules.ts';
import { draftOf, NEW_RULE, ruleOf } from './rule-draft.ts';

const RULE = ruleExample as Rule;

test('a rule that is opened and saved is asked for as it is', () => {
  const { id: _, sentence: __, firing: ___, updatedAt: ____, condition, ...rest } = RULE;
  const { operator: _____, status: ______, ...asked } = condition;
  expect(ruleOf(draftOf(RULE), RULE, '')).toEqual({ ...rest, condition: asked, reason: '' });
});

describe('what is sent', () => {
  const sent = (changes: Partial<typeof NEW_RULE>) => ruleOf({ ...NEW_RULE, name: 'new', ...changes }, null, 'why');

  test('patterns with commas between; nothing is all', () => {
    expect(sent({ groups: ' payments-*, orders ,', notGroups: 'a b' }).groups).toEqual({
      include: ['payments-*', 'orders'],
      exclude: ['a b'],
    });
    expect(sent({ groups: ' ' }).groups).toEqual({ include: ['*'], exclude: [] });
  });

  test('numbers as people write them; what is none goes on to be refused', () => {
    expect(sent({ threshold: '10,000' }).condition).toMatchObject({ threshold: 10_000, forSeconds: 60 });
    expect(JSON.parse(JSON.stringify(sent({ threshold: 'many' }).condition))).toMatchObject({ threshold: null });
    expect(JSON.parse(JSON.stringify(sent({ threshold: '' }).condition))).toMatchObject({ threshold: null });
  });

  test('only what the metric has', () => {
    expect(sent({ metric: 'status', status: 'LOST' }).condition).toEqual({
      metric: 'status',
      status: 'LOST',
      forSeconds: 60,
      aggregation: 'group-sum',
      commitGaps: 0,
    });
    expect(sent({ metric: 'time-lag', aggregation: 'per-topic' }).condition).toMatchObject({
      aggregation: 'group-sum',
      commitGaps: 3,
    });
    expect(sent({}).condition).not.toHaveProperty('clearThreshold');
    expect(sent({ clearThreshold: '5' }).condition).toMatchObject({ clearThreshold: 5 });
  });
});
