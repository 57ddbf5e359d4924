import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkRule } from '#lib/alerts/rule-check.ts';
import { ruleDefinitionSchema } from '#lib/alerts/rule-schema.ts';
import type { StoredRule } from '#lib/alerts/store/rules.ts';
import { loadConfig } from '#lib/config/load.ts';
import { checkFileRules, fileRules } from './file-rules.ts';
import { rulesYaml } from './rules-yaml.ts';
import { type RuleInput, ruleInputSchema } from './schemas/rules.ts';

const CLUSTERS = [{ name: 'prod', pollIntervalMs: 10_000 }];

/** A rule as the API keeps it. */
function stored(input: RuleInput, id = 7): StoredRule {
  const { name, reason: _, ...written } = ruleInputSchema.parse(input);
  const checked = checkRule(written, { clusters: CLUSTERS, destinations: written.destinations });
  if (!checked.ok) throw new Error(JSON.stringify(checked.errors));
  const definition = ruleDefinitionSchema.parse(checked.definition);
  return { id, name, version: 1, source: 'console', sourceFile: null, updatedAt: new Date(0), ...definition };
}

/** The rules of a file of this text. */
function readBack(text: string) {
  const config = loadConfig({
    env: { KAFKA_BROKERS: 'kafka:9092', TIDEMARK_CLUSTER_NAME: 'prod' },
    cwd: '/home',
    readFile: () => ({ ok: true, text }),
    checkRules: checkFileRules,
  });
  if ('errors' in config) throw new Error(`${JSON.stringify(config.errors)}\n${text}`);
  return fileRules(config.ok)?.map(({ name, definition }) => ({ name, definition }));
}

const definitionsOf = (rules: readonly StoredRule[]) =>
  rules.map((rule) => ({ name: rule.name, definition: ruleDefinitionSchema.parse(rule) }));

describe('rules as YAML', () => {
  test('read well: what is so by itself is left out', () => {
    const rules = [
      stored({ name: 'behind', severity: 'error', condition: { metric: 'lag', threshold: 10_000, forSeconds: 60 } }),
      stored({
        name: 'payments: stopped',
        severity: 'critical',
        enabled: false,
        clusters: { include: ['prod-*'] },
        groups: { include: ['payments-*', 'ledger'] },
        topics: { include: ['*'], exclude: ['audit'] },
        condition: { metric: 'status', status: 'STOPPED', forSeconds: 0 },
        keepFiringSeconds: 300,
        noData: { policy: 'alert', afterSeconds: 300 },
        destinations: ['pager'],
        repeatSeconds: 3600,
        labels: { team: 'payments' },
        runbook: 'https://wiki.example.com/payments',
      }),
    ];
    expect(
      rulesYaml(rules, CLUSTERS),
    ).toBe(`# Alert rules, to be put into tidemark.yaml. Where that has alerts already, rules goes below it.

alerts:
  rules:
    - name: behind
      severity: error
      condition:
        metric: lag
        threshold: 10000
        forSeconds: 60

    - name: "payments: stopped"
      severity: critical
      enabled: false
      clusters: prod-*
      groups:
        - payments-*
        - ledger
      topics:
        include:
          - "*"
        exclude:
          - audit
      condition:
        metric: status
        status: STOPPED
        forSeconds: 0
      keepFiringSeconds: 300
      noData:
        policy: alert
        afterSeconds: 300
      destinations:
        - pager
      repeatSeconds: 3600
      labels:
        team: payments
      runbook: https://wiki.example.com/payments
`);
    expect(readBack(rulesYaml(rules, CLUSTERS))).toEqual(definitionsOf(rules));
  });

  test('without a rule have an empty list', () => {
    expect(readBack(rulesYaml([], CLUSTERS))).toEqual([]);
  });

  test('say how long it keeps firing to whoever does not see all clusters, by which that is told', () => {
    const rule = stored({ name: 'a', severity: 'info', condition: { metric: 'lag', threshold: 1, forSeconds: 0 } });
    expect(rulesYaml([rule], null)).toContain('keepFiringSeconds: 60');
  });

  test('are the same rules once they are read from a file', () => {
    const odd = fc.constantFrom(
      'null',
      '~',
      '17',
      'true',
      'a: b',
      '# x',
      '- x',
      '$' + '{HOME}',
      '$' + '$' + '{X}',
      "it's",
      '"',
      '*',
      'größe 🙂',
    );
    const text = fc.oneof(odd, fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }));
    const name = text.filter((one) => one.trim() !== '' && !/\p{Cc}/u.test(one) && one.isWellFormed());
    const pattern = name.filter((one) => !one.startsWith('/'));
    const patterns = fc.record({
      include: fc.array(pattern, { minLength: 1, maxLength: 3 }),
      exclude: fc.array(pattern, { maxLength: 2 }),
    });
    const seconds = fc.integer({ min: 0, max: 86_400 });
    const condition = fc.oneof(
      fc.record({
        metric: fc.constantFrom('lag' as const, 'time-lag' as const),
        threshold: fc.double({ min: 0, max: 1e15, noNaN: true }),
        forSeconds: seconds,
        aggregation: fc.constantFrom('group-sum' as const, 'worst-partition' as const, 'per-topic' as const),
        commitGaps: fc.integer({ min: 0, max: 100 }),
      }),
      fc.record({
        metric: fc.constantFrom('loss-margin' as const),
        threshold: fc.integer({ min: 0, max: 1e9 }),
        clearThreshold: fc.integer({ min: 1e9, max: 2e9 }),
        forSeconds: seconds,
      }),
      fc.record({
        metric: fc.constant('status' as const),
        status: fc.constantFrom('STOPPED' as const, 'LOST' as const),
        forSeconds: seconds,
      }),
    );
    const input = fc.record(
      {
        name,
        severity: fc.constantFrom('critical' as const, 'error' as const, 'warning' as const, 'info' as const),
        condition,
        enabled: fc.boolean(),
        clusters: patterns,
        groups: patterns,
        topics: patterns,
        keepFiringSeconds: seconds,
        noData: fc.record({
          policy: fc.constantFrom('keep' as const, 'alert' as const, 'resolve' as const),
          afterSeconds: seconds,
        }),
        destinations: fc.array(name, { maxLength: 3 }),
        tellOwner: fc.boolean(),
        repeatSeconds: fc.option(fc.integer({ min: 60, max: 86_400 })),
        labels: fc.dictionary(fc.constantFrom('team', 'null', 'y', 'tier'), name),
      },
      { requiredKeys: ['name', 'severity', 'condition'] },
    );
    fc.assert(
      fc.property(fc.uniqueArray(input, { selector: (one) => one.name.trim(), maxLength: 4 }), (inputs) => {
        const rules = inputs.map((one, index) => stored(one, index));
        expect(readBack(rulesYaml(rules, CLUSTERS))).toEqual(definitionsOf(rules));
      }),
      { numRuns: 100 },
    );
  });
});
