import { describe, expect, test } from 'vitest';
import type { MetricName } from './rule.ts';
import { byWorst, placed, type Telling } from './storm.ts';

const telling = (id: string, ruleId = 1, noticeId: string | null = null): Telling => ({ id, ruleId, noticeId });
const tellings = (count: number, ruleId = 1) =>
  Array.from({ length: count }, (_, index) => telling(`${ruleId}-${index}`, ruleId));

function noticesOf(all: readonly Telling[], open: [number, string][] = [], recent: [number, number][] = []) {
  let storms = 0;
  const rules = {
    open: new Map(open),
    recent: new Map(recent),
    noticeIdOf: (id: string) => `own ${id}`,
    newStormId: () => `storm ${++storms}`,
  };
  const places = placed(all, rules);
  return all.map(({ id }) => places.get(id));
}

describe('incidents of one rule', () => {
  test('five in one poll are told of by themselves, six together', () => {
    expect(noticesOf(tellings(5))).toEqual([0, 1, 2, 3, 4].map((index) => `own 1-${index}`));
    expect(new Set(noticesOf(tellings(6)))).toEqual(new Set(['storm 1']));
  });

  test('within five minutes, from the sixth on', () => {
    expect(noticesOf(tellings(3), [], [[1, 3]])).toEqual(['own 1-0', 'own 1-1', 'storm 1']);
    expect(noticesOf(tellings(1), [], [[1, 5]])).toEqual(['storm 1']);
  });

  test('while a storm goes on they join it', () => {
    expect(noticesOf(tellings(1), [[1, 'going on']])).toEqual(['going on']);
  });

  test('each rule by itself', () => {
    const all = [...tellings(6, 1), ...tellings(2, 2), ...tellings(7, 3)];
    const notices = noticesOf(all);
    expect(new Set(notices)).toEqual(new Set(['storm 1', 'own 2-0', 'own 2-1', 'storm 2']));
  });

  test('one that came back keeps what it had, and makes no storm of others', () => {
    const again = telling('again', 1, 'as before');
    expect(noticesOf([again], [[1, 'going on']])).toEqual(['as before']);
    expect(noticesOf([again, ...tellings(5)])).toEqual([
      'as before',
      ...[0, 1, 2, 3, 4].map((index) => `own 1-${index}`),
    ]);
  });
});

test.each<[metric: MetricName, worstFirst: (number | null)[]]>([
  ['lag', [3_500, 600, 30, null]],
  // Time that is left.
  ['loss-margin', [30, 600, 3_500, null]],
])('the worst comes first: %s', (metric, worstFirst) => {
  const incidents = [600, null, 3_500, 30].map((value) => {
    return { facts: { value, limit: { metric, aggregation: 'group-sum' as const, threshold: 1 } } };
  });
  expect(byWorst(incidents).map(({ facts }) => facts.value)).toEqual(worstFirst);
});
