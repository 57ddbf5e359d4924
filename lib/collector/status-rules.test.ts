import { expect, test } from 'vitest';
import { testCluster } from '#lib/kafka/testing.ts';
import { STATUS_RULES } from '#lib/lag/status/rules.ts';
import { longestStatusWindowMs, statusRulesOf } from './status-rules.ts';

const patient = { ...STATUS_RULES, stallAfterMs: 3_600_000, windowMs: 3_600_000 };
const never = { ...STATUS_RULES, stallAfterMs: 86_400_000 };
const cluster = testCluster([], {
  statusRulesOfGroups: [
    { groups: ['reports-*'], rules: patient },
    { groups: ['reports-slow', 'nightly'], rules: never },
  ],
});

test('the first entry that names a group holds for it, of others those of the cluster', () => {
  const rulesOf = statusRulesOf(cluster);
  for (const _again of [1, 2]) {
    expect(rulesOf('reports-slow')).toBe(patient);
    expect(rulesOf('nightly')).toBe(never);
    expect(rulesOf('payments')).toBe(cluster.statusRules);
  }
});

test('a restart reads polls as far back as the longest window', () => {
  expect(longestStatusWindowMs(cluster)).toBe(3_600_000);
  expect(longestStatusWindowMs(testCluster([]))).toBe(STATUS_RULES.windowMs);
});
