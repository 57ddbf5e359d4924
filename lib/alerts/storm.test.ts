import { describe, expect, test } from 'vitest';
import type { IncidentOpening } from './incident.ts';
import { placed } from './storm.ts';
import { rule, T0 } from './testing.ts';

const opening = (incidentId: string, ruleId = 1, kind: 'opened' | 'reopened' = 'opened'): IncidentOpening => ({
  kind,
  incidentId,
  rule: rule({ id: ruleId }),
  scope: { group: incidentId, topic: null },
  atMs: T0,
  sinceMs: T0,
  facts: {} as never,
});
const openings = (count: number, ruleId = 1) =>
  Array.from({ length: count }, (_, index) => opening(`${ruleId}-${index}`, ruleId));

function noticesOf(all: readonly IncidentOpening[], open: [number, string][] = [], recent: [number, number][] = []) {
  let storms = 0;
  const rules = {
    open: new Map(open),
    recent: new Map(recent),
    noticeIdOf: (id: string) => `own ${id}`,
    newStormId: () => `storm ${++storms}`,
  };
  return placed(all, rules).map(({ noticeId }) => noticeId);
}

describe('incidents of one rule that open', () => {
  test('five in one poll are told of by themselves, six together', () => {
    expect(noticesOf(openings(5))).toEqual([0, 1, 2, 3, 4].map((index) => `own 1-${index}`));
    expect(new Set(noticesOf(openings(6)))).toEqual(new Set(['storm 1']));
  });

  test('within five minutes, from the sixth on', () => {
    expect(noticesOf(openings(3), [], [[1, 3]])).toEqual(['own 1-0', 'own 1-1', 'storm 1']);
    expect(noticesOf(openings(1), [], [[1, 5]])).toEqual(['storm 1']);
  });

  test('while a storm goes on they join it', () => {
    expect(noticesOf(openings(1), [[1, 'going on']])).toEqual(['going on']);
  });

  test('each rule by itself', () => {
    const all = [...openings(6, 1), ...openings(2, 2), ...openings(7, 3)];
    const notices = noticesOf(all);
    expect(new Set(notices)).toEqual(new Set(['storm 1', 'own 2-0', 'own 2-1', 'storm 2']));
  });

  test('one that is reopened keeps its own', () => {
    expect(noticesOf([opening('again', 1, 'reopened')], [[1, 'going on']])).toEqual(['own again']);
  });
});
