// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references in a file's text
import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { ConfigurationError } from '#lib/config/configuration-error.ts';
import { loadConfig } from '#lib/config/load.ts';
import { checkFileRules, fileRules, fileRuleWarnings } from './file-rules.ts';

function load(text: string, env: Record<string, string> = {}) {
  return loadConfig({
    env: { KAFKA_BROKERS: 'kafka:9092', ...env },
    cwd: '/home',
    readFile: (path) =>
      path === 'tidemark.yaml' ? { ok: true, text } : { ok: false, missing: true, problem: `there is no file ${path}` },
    checkRules: checkFileRules,
  });
}
function rulesOf(text: string, env: Record<string, string> = {}) {
  const result = load(text, env);
  if ('errors' in result) throw new ConfigurationError(result.errors);
  return fileRules(result.ok) ?? [];
}
function errorsOf(text: string) {
  const result = load(text);
  const errors = 'errors' in result ? result.errors : [];
  return errors.map(({ setting, where, problem }) => `${where}: ${setting}: ${problem}`);
}

describe('a rule of the file', () => {
  test('has the fields of the API, written as texts, and what nobody said by itself', () => {
    const text = `
alerts:
  retention: 90d
  rules:
    - name: payments behind
      severity: critical
      enabled: false
      clusters: prod-*
      groups: [payments-*, ledger]
      topics:
        include: ['*']
        exclude: audit
      condition: { metric: lag, threshold: 10000, forSeconds: 60, aggregation: worst-partition }
      noData: { policy: alert, afterSeconds: 300 }
      destinations: pager
      repeatSeconds: 3600
      labels: { team: payments, tier: 1 }
      runbook: https://wiki.example.com/payments
    - name: '17'
      severity: warning
      runbook:
      repeatSeconds: null
      condition: { metric: status, status: STOPPED, forSeconds: 0 }
`;
    expect(rulesOf(text)).toEqual([
      {
        name: 'payments behind',
        file: 'tidemark.yaml',
        definition: expect.objectContaining({
          severity: 'critical',
          enabled: false,
          clusters: { include: ['prod-*'], exclude: [] },
          groups: { include: ['payments-*', 'ledger'], exclude: [] },
          topics: { include: ['*'], exclude: ['audit'] },
          condition: expect.objectContaining({
            metric: 'lag',
            threshold: 10_000,
            clearThreshold: 9_000,
            aggregation: 'worst-partition',
          }),
          keepFiringSeconds: 60,
          noData: { policy: 'alert', afterSeconds: 300 },
          destinations: ['pager'],
          repeatSeconds: 3600,
          labels: { team: 'payments', tier: '1' },
          runbook: 'https://wiki.example.com/payments',
        }),
      },
      {
        name: '17',
        file: 'tidemark.yaml',
        definition: expect.objectContaining({
          enabled: true,
          groups: { include: ['*'], exclude: [] },
          condition: expect.objectContaining({ metric: 'status', status: 'STOPPED', operator: '>' }),
          destinations: [],
          repeatSeconds: null,
          runbook: null,
        }),
      },
    ]);
  });

  test('keeps firing for three polls of the slowest cluster that it is over', () => {
    const text = `
clusters:
  - { name: slow, brokers: kafka:9092, pollInterval: 1m }
alerts: { rules: [{ name: one, severity: info, condition: { metric: lag, threshold: 1, forSeconds: 0 } }] }
`;
    expect(rulesOf(text, { KAFKA_BROKERS: '' })[0]?.definition.keepFiringSeconds).toBe(180);
  });

  test('is over what regular expressions find, and says at its line what is none', () => {
    const rule = (groups: string) => `
alerts:
  rules:
    - name: behind
      severity: error
      groups: ${groups}
      condition: { metric: lag, threshold: 1, forSeconds: 60 }
`;
    const [first] = rulesOf(rule(`{ include: [/^pay-\\d+$/, orders], exclude: '/a{1,3}, b/' }`));
    expect(first?.definition.groups).toEqual({ include: ['/^pay-\\d+$/', 'orders'], exclude: ['/a{1,3}, b/'] });
    expect(errorsOf(rule('/(abc/'))).toEqual([
      'tidemark.yaml:6: alerts.rules[0].groups: is no regular expression: missing closing ): (abc',
    ]);
    expect(errorsOf(rule('\n        include:\n          - orders\n          - /(?!abc)/'))).toEqual([
      expect.stringMatching(/^tidemark.yaml:9: alerts\.rules\[0\]\.groups\.include\[1\]: must not look ahead/),
    ]);
  });

  test('is not taken where its regular expressions are too much with those before it', () => {
    const entry = (index: number) =>
      `    - { name: r${index}, severity: info, groups: ['/a[a-z]{0,72}$/', '/b[a-z]{0,72}$/'], condition: { metric: lag, threshold: 1, forSeconds: 0 } }`;
    const file = (count: number) =>
      `alerts:\n  rules:\n${Array.from({ length: count }, (_, one) => entry(one)).join('\n')}\n`;
    expect(errorsOf(file(20))).toEqual([]);
    expect(errorsOf(file(22))).toEqual([
      expect.stringMatching(/^tidemark.yaml:23: alerts\.rules\[20\]\.groups.*: is too much with all other rules: /),
    ]);
  });

  test('is filled in from the environment', () => {
    const text = `
alerts:
  rules:
    - { name: '\${TEAM} behind', severity: error, condition: { metric: lag, threshold: '\${MOST}', forSeconds: 60 } }
`;
    const [rule] = rulesOf(text, { TEAM: 'ledger', MOST: '500' });
    expect([rule?.name, rule?.definition.condition.threshold]).toEqual(['ledger behind', 500]);
  });
});

test('all that is wrong is said at once, at its field, with what else is wrong in the file', () => {
  const text = `
server: { port: eighty }
alerts:
  rules:
    - name: one
      severity: fatal
      condition:
        metric: lag
        forSeconds: soon
    - severity: info
      groups: { include: [] }
      condition: { metric: lag, threshold: 10, forSecond: 5 }
      noData: never
    - name: two
      severity: info
      condition:
        metric: lag
        forSeconds: 60
    - name: one
      reason: because
      severity: info
      enabled: perhaps
      condition: { metric: status, status: NO_DATA, forSeconds: 0 }
    - name: two
      severity: info
      condition: { metric: status, status: NO_DATA, forSeconds: 0 }
    - just text
`;
  expect(errorsOf(text)).toEqual([
    'tidemark.yaml:27: alerts.rules[5]: must hold a rule: name, severity, condition, ...',
    'tidemark.yaml:6: alerts.rules[0].severity: must be one of critical, error, warning, info',
    'tidemark.yaml:9: alerts.rules[0].condition.forSeconds: must be whole seconds: how long it must hold',
    'tidemark.yaml:10: alerts.rules[1].name: must be given',
    'tidemark.yaml:11: alerts.rules[1].groups.include: must have a pattern; * is all',
    'tidemark.yaml:12: alerts.rules[1].condition.forSeconds: must be given',
    'tidemark.yaml:12: alerts.rules[1].condition.forSecond: there is no such setting; did you mean forSeconds?',
    'tidemark.yaml:13: alerts.rules[1].noData: must hold fields of its own, on indented lines below it',
    'tidemark.yaml:16: alerts.rules[2].condition.threshold: must be given',
    'tidemark.yaml:22: alerts.rules[3].enabled: must be true or false',
    expect.stringMatching(
      /^tidemark.yaml:20: alerts.rules\[3\].reason: there is no such setting; known here: name, severity, /,
    ),
    'tidemark.yaml:26: alerts.rules[4].condition.status: is no degree of trouble: the no-data policy is for that',
    'tidemark.yaml:24: alerts.rules[4].name: is the name of alerts.rules[2] already; it is "two"',
    'tidemark.yaml:2: server.port: must be a whole number from 1 to 65535; it is "eighty"',
  ]);
});

test('two of one name are told by their places in the file', () => {
  const one = '{ name: one, severity: info, condition: { metric: lag, threshold: 1, forSeconds: 0 } }';
  expect(errorsOf(`alerts: { rules: [text, ${one}, ${one}] }`)).toEqual([
    'tidemark.yaml:1: alerts.rules[0]: must hold a rule: name, severity, condition, ...',
    'tidemark.yaml:1: alerts.rules[2].name: is the name of alerts.rules[1] already; it is "one"',
  ]);
});

test.each([
  ['rules: none', 'tidemark.yaml:1: alerts.rules: must be a list: each rule begins with a dash'],
  ['rule: []', 'tidemark.yaml:1: alerts.rule: there is no such setting; did you mean rules?'],
])('alerts with %s is refused', (within, error) => {
  expect(errorsOf(`alerts: { ${within} }`)).toEqual([error]);
});

test('what is perhaps not meant is said with its line', () => {
  const result = load(`
alerts:
  rules:
    - name: one
      severity: info
      clusters: prd-*
      condition: { metric: lag, threshold: 1, forSeconds: 60 }
`);
  expect('ok' in result && fileRuleWarnings(result.ok)).toEqual([
    'tidemark.yaml:6: alerts.rules[0].clusters: No cluster is called prd-*: it watches nothing.',
  ]);
});

test('the example of the documentation is one', async () => {
  const page = await readFile(new URL('../config/document-introduction.md', import.meta.url), 'utf8');
  const [, example = ''] = /## Alert rules[\s\S]*?```yaml\n([\s\S]*?)```/.exec(page) ?? [];
  expect(rulesOf(example).map(({ name }) => name)).toEqual(['payments behind', 'a group stopped']);
});

test('without a file there are none to go by', () => {
  const result = loadConfig({ env: {}, cwd: '/home', readFile: () => ({ ok: false, missing: true, problem: 'none' }) });
  expect('ok' in result && fileRules(result.ok)).toBeNull();
});

test('a file without rules has none', () => {
  expect(rulesOf('alerts: { rules: }')).toEqual([]);
  expect(rulesOf('alerts: { retention: 90d }')).toEqual([]);
});
