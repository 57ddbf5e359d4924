import { describe, expect, test } from 'vitest';
import { ruleExample } from '#lib/api/examples/rules.ts';
import { type Rule, ruleInputSchema } from '#lib/api/schemas/rules.ts';
import { draftOf, NEW_RULE, type RuleDraft, withMetric } from './rule-draft.ts';
import { ruleInput, switchedRule } from './rule-input.ts';

const RULE = ruleExample as Rule;
/** One with all that a form may lose: names with commas, a label with one, what only the API can ask for. */
const INTRICATE: Rule = {
  ...RULE,
  groups: { include: ['a, b', 'c'], exclude: ['d,e'] },
  topics: { include: ['x'], exclude: ['y,z'] },
  clusters: { include: ['prod-*'], exclude: ['prod-old'] },
  labels: { team: 'payments, core', tier: '1' },
  condition: { ...RULE.condition, metric: 'time-lag', aggregation: 'per-topic', commitGaps: 3, clearThreshold: 4.5 },
  noData: { policy: 'alert', afterSeconds: 300 },
};

/** As the API reads it: with what is left out put in, and without what is derived. */
function asked(rule: Rule) {
  const { id: _, sentence: _sentence, firing: _firing, updatedAt: _at, condition, ...told } = rule;
  const { source: _source, sourceFile: _file, missingDestinations: _missing, owners: _owners, ...written } = told;
  const { operator: _operator, status: _status, ...rest } = condition;
  return { ...written, condition: rest, reason: null };
}

test.each([RULE, INTRICATE])('a rule that is opened and saved stays as it is: %#', (rule) => {
  const sent = ruleInputSchema.parse(ruleInput(draftOf(rule), rule, ''));
  // Left out, it stays at its usual place.
  const { clearThreshold = 9000 } = sent.condition;
  expect({ ...sent, condition: { ...sent.condition, clearThreshold } }).toEqual(asked(rule));
});

test.each([RULE, INTRICATE])('one that is switched off stays as it is but for that: %#', (rule) => {
  expect(ruleInputSchema.parse(switchedRule(rule, ''))).toEqual({ ...asked(rule), enabled: false });
});

test('a rule about a status is sent without a threshold', () => {
  const condition: Rule['condition'] = { ...RULE.condition, metric: 'status', status: 'STALLED', threshold: 0 };
  const sent = switchedRule({ ...RULE, condition }, 'OPS-311');
  expect(sent.condition).toEqual({
    metric: 'status',
    status: 'STALLED',
    forSeconds: 60,
    aggregation: 'group-sum',
    commitGaps: 0,
  });
  expect(sent.reason).toBe('OPS-311');
});

describe('what is sent', () => {
  const sent = (changes: Partial<RuleDraft>) => ruleInput({ ...NEW_RULE, name: 'new', ...changes }, null, 'why');
  const onTheWire = (changes: Partial<RuleDraft>) => JSON.parse(JSON.stringify(sent(changes)));

  test('patterns with commas between; nothing is all', () => {
    expect(sent({ groups: ' payments-*, orders ,', notGroups: 'a b' }).groups).toEqual({
      include: ['payments-*', 'orders'],
      exclude: ['a b'],
    });
    expect(sent({ groups: ' ' }).groups).toEqual({ include: ['*'], exclude: [] });
  });

  test.each([
    ['/^pay-\\d{1,3}/', ['/^pay-\\d{1,3}/']],
    [' /a,b/ , orders,/[,/]/', ['/a,b/', 'orders', '/[,/]/']],
    ['/^a/,/b{2,}$/\norders', ['/^a/', '/b{2,}$/', 'orders']],
    ['/opt/app, /opt/other', ['/opt/app', '/opt/other']],
    ['a/b/,c/', ['a/b/', 'c/']],
    ['/, //', ['/, //']],
  ])('regular expressions with the commas that are theirs: %s', (groups, include) => {
    expect(sent({ groups }).groups).toEqual({ include, exclude: [] });
  });

  test('what is no number goes on to be refused', () => {
    expect(sent({ threshold: '10,000' }).condition).toMatchObject({ threshold: 10_000, forSeconds: 60 });
    expect(onTheWire({ threshold: 'many' }).condition).toMatchObject({ threshold: null });
    expect(onTheWire({ noDataSeconds: '' }).noData).toEqual({ policy: 'keep', afterSeconds: null });
  });

  test('only what the metric has', () => {
    expect(sent({ ...withMetric('status'), status: 'LOST' }).condition).toEqual({
      metric: 'status',
      status: 'LOST',
      forSeconds: 60,
      aggregation: 'group-sum',
      commitGaps: 0,
    });
    expect(sent(withMetric('time-lag')).condition).toMatchObject({ commitGaps: 3 });
    expect(sent({}).condition).not.toHaveProperty('clearThreshold');
    expect(sent({ clearThreshold: '5' }).condition).toMatchObject({ clearThreshold: 5 });
  });

  test('labels as name=value', () => {
    expect(sent({ labels: 'team=payments, query=a=b,  tier' }).labels).toEqual({
      team: 'payments',
      query: 'a=b',
      tier: '',
    });
    expect(sent({}).labels).toEqual({});
  });
});
