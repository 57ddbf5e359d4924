import { expect, test } from 'vitest';
import { ruleExample } from '#lib/api/examples/rules.ts';
import type { Rule } from '#lib/api/schemas/rules.ts';
import { ruleLimits, type ShownLag } from './rule-limits.ts';

const EXAMPLE = ruleExample as Rule;
const rule = (name: string, condition: Partial<Rule['condition']> = {}, changes: Partial<Rule> = {}): Rule => ({
  ...EXAMPLE,
  id: name,
  name,
  ...changes,
  condition: { ...EXAMPLE.condition, ...condition },
});
const RULES = [
  rule('sum', { threshold: 100 }),
  rule('worst', { aggregation: 'worst-partition' }),
  rule('topic', { aggregation: 'per-topic' }),
  rule('off', {}, { enabled: false }),
  rule('some topics', {}, { topics: { include: ['orders'], exclude: [] } }),
  rule('behind', { metric: 'time-lag', threshold: 60, commitGaps: 3 }),
  rule('behind, worst', { metric: 'time-lag', threshold: 30, aggregation: 'worst-partition' }),
  rule('status', { metric: 'status' }),
];
const TOTAL: ShownLag = { unit: 'messages', split: 'total', commitGapMs: null };
const drawn = (shown: Partial<ShownLag>) => ruleLimits(RULES, { ...TOTAL, ...shown }).limits.map(({ label }) => label);

test('a chart has the thresholds of what its lines are', () => {
  expect(drawn({})).toEqual(['sum']);
  expect(drawn({ split: 'topic' })).toEqual(['topic']);
  expect(drawn({ split: 'partition' })).toEqual(['worst']);
  expect(drawn({ unit: 'seconds' })).toEqual(['behind', 'behind, worst']);
});

test('names the others, and what they count', () => {
  expect(ruleLimits(RULES, TOTAL).others).toEqual([
    { name: 'worst', split: 'partition' },
    { name: 'topic', split: 'topic' },
    { name: 'some topics', split: 'some topics' },
  ]);
});

test('a threshold rises with how seldom the group commits', () => {
  const [limit] = ruleLimits(RULES, { unit: 'seconds', split: 'total', commitGapMs: 50_000 }).limits;
  expect(limit).toMatchObject({ label: 'behind', value: 150, tone: 'danger' });
  expect(ruleLimits(RULES, { unit: 'seconds', split: 'total', commitGapMs: 5_000 }).limits[0]?.value).toBe(60);
});
