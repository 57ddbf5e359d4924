import { describe, expect, test } from 'vitest';
import { STATUS_RULES } from '#lib/lag/status/rules.ts';
import { errorsOf, type Files, loaded } from './fixtures/loaded.ts';

const cluster = (lines: string): Files => ({
  'tidemark.yaml': `clusters:\n  - name: orders\n    brokers: a:1\n${lines.replaceAll(/^/gm, '    ')}\n`,
});

describe('thresholds of statuses', () => {
  test('are those of the rules where nothing is set', () => {
    const [found] = loaded({}, cluster('')).clusters;
    expect(found?.statusRules).toEqual(STATUS_RULES);
    expect(found?.statusRulesOfGroups).toEqual([]);
  });

  test('are set for a cluster, and over that for groups by pattern', () => {
    const text = `status:
  stallAfter: 2m
  rebalanceWarnAfter: 90s
groupStatus:
  - groups: [reports-*, nightly]
    stallAfter: 1h
    caughtUpBelow: 100
  - groups: reports-slow
    laggingFrom: 15m`;
    const [found] = loaded({ TIDEMARK_STATUS_WINDOW: '20m' }, cluster(text)).clusters;
    const ofCluster = {
      ...STATUS_RULES,
      stallAfterMs: 120_000,
      windowMs: 1_200_000,
      rebalance: { warnAfterMs: 90_000, errorAfterMs: 300_000 },
    };
    expect(found?.statusRules).toEqual(ofCluster);
    expect(found?.statusRulesOfGroups).toEqual([
      { groups: ['reports-*', 'nightly'], rules: { ...ofCluster, stallAfterMs: 3_600_000, caughtUpBelow: 100 } },
      { groups: ['reports-slow'], rules: { ...ofCluster, laggingFromMs: 900_000 } },
    ]);
  });

  test.each([
    ['groupStatus: soon', /groupStatus: must be a list/],
    ['groupStatus: [soon]', /groupStatus: must hold the settings of some groups/],
    ['groupStatus: [{ stallAfter: 5m }]', /names no groups/],
    ['groupStatus: [{ groups: a, stallAfter: soon }]', /groupStatus\[0\]\.stallAfter: .*duration/],
    ['groupStatus: [{ groups: a, stalAfter: 5m }]', /groupStatus\[0\]\.stalAfter: .*did you mean stallAfter/],
    ['status: { stallAfter: 0s }', /status\.stallAfter: .*duration/],
  ])('%s stops the start', (text, problem) => {
    expect(errorsOf({}, cluster(text)).join('\n')).toMatch(problem);
  });
});
