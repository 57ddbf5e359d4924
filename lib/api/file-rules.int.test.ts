import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ruleDefinitionSchema } from '#lib/alerts/rule-schema.ts';
import { holdRules, putInFile } from '#lib/alerts/store/file-rules.ts';
import { insertRule, readRules, type StoredRule } from '#lib/alerts/store/rules.ts';
import { ConfigurationError } from '#lib/config/configuration-error.ts';
import { loadConfig } from '#lib/config/load.ts';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { until } from '#scripts/local/wait.ts';
import { checkFileRules, fileRules } from './file-rules.ts';
import { changedDestinationSchema } from './schemas/destinations.ts';
import { changedRuleSchema, type RuleInput, ruleListSchema } from './schemas/rules.ts';
import {
  type AuditEntry,
  done,
  installContext,
  request,
  send,
  testAccess,
  testContext,
  testPrincipal,
  watched,
} from './testing.ts';

const KEY = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const BEHIND: RuleInput = {
  name: 'behind',
  severity: 'error',
  condition: { metric: 'lag', threshold: 1_000, forSeconds: 60 },
};

let base: TestDatabase;
let starters: StoredRule[];
let rows: AuditEntry[];
let context: ReturnType<typeof testContext>;

beforeAll(async () => {
  base = await createTestDatabase();
  starters = await readRules(base.db);
});
afterAll(() => base?.drop());
beforeEach(async () => {
  await base.db.execute('truncate alert_rule, destination, incident, stored_secret cascade');
  rows = [];
  install();
});

function install(principal = testPrincipal()): void {
  const clusters = ['prod', 'test'].map(watched);
  context = testContext(base.db, base.url, { access: testAccess(principal, rows), clusters });
  installContext(context);
}

const makeRule = async (rule: RuleInput) => changedRuleSchema.parse(await done('POST', '/api/v1/rules', rule));
const makeWebhook = async (name: string, url: string) =>
  changedDestinationSchema.parse(
    await done('POST', '/api/v1/destinations', { name, kind: 'webhook', config: { url, secrets: [KEY] } }),
  ).destination;

describe('a rule of a file', () => {
  const inFile = async (changes: Partial<RuleInput> = {}) => {
    const { rule } = await makeRule({ ...BEHIND, ...changes });
    await base.db.transaction((sql) => putInFile(sql, rule.id, '/etc/tidemark.yaml'));
    return rule;
  };

  test('says so, and is neither changed nor taken away here; whoever tries stands in the audit log', async () => {
    const rule = await inFile();
    const listed = ruleListSchema.parse(await done('GET', '/api/v1/rules')).items;
    expect(listed).toEqual([{ ...rule, source: 'file', sourceFile: '/etc/tidemark.yaml' }]);
    const refused = {
      status: 403,
      body: { code: 'RULE_FROM_FILE', detail: expect.stringContaining('/etc/tidemark.yaml') },
    };
    expect(await send('PUT', `/api/v1/rules/${rule.id}`, { ...BEHIND, enabled: false })).toMatchObject(refused);
    expect(await send('DELETE', `/api/v1/rules/${rule.id}`)).toMatchObject(refused);
    expect(ruleListSchema.parse(await done('GET', '/api/v1/rules')).items).toEqual(listed);
    expect(rows.slice(-2)).toMatchObject(
      ['rule.change', 'rule.delete'].map((action) => ({
        row: 'refused',
        code: 'RULE_FROM_FILE',
        subject: { action, target: 'behind' },
      })),
    );
  });

  test.each([
    ['PUT', { ...BEHIND, enabled: false }],
    ['DELETE', undefined],
  ])('that it takes over while somebody asks for %s of it here stays as it is in the file', async (method, body) => {
    const { rule } = await makeRule(BEHIND);
    const sent = await base.db.transaction(async (sql) => {
      await holdRules(sql);
      await putInFile(sql, rule.id, '/etc/tidemark.yaml');
      const answer = send(method, `/api/v1/rules/${rule.id}`, body);
      await until(waitsForLock, { what: 'the request to wait for the file', timeoutMs: 30_000, everyMs: 5 });
      return { answer };
    });
    expect(await sent.answer).toMatchObject({ status: 403, body: { code: 'RULE_FROM_FILE' } });
    expect(ruleListSchema.parse(await done('GET', '/api/v1/rules')).items).toEqual([
      { ...rule, source: 'file', sourceFile: '/etc/tidemark.yaml' },
    ]);
    expect(rows).toContainEqual(
      expect.objectContaining({ row: 'concluded', ended: { outcome: 'failed', detail: 'RULE_FROM_FILE' } }),
    );
  });

  async function waitsForLock(): Promise<true | undefined> {
    const waiting = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    return (await base.db.query(waiting, [], z.unknown())).length > 0 || undefined;
  }

  test('keeps the name of a destination that is gone or called otherwise, and says that it is missing', async () => {
    const made = await makeWebhook('hook', 'https://hook.test/');
    await inFile({ destinations: ['hook'] });
    const told = async () => {
      const [rule] = ruleListSchema.parse(await done('GET', '/api/v1/rules')).items;
      return [rule?.destinations, rule?.missingDestinations];
    };
    expect(await told()).toEqual([['hook'], []]);
    await done('PATCH', `/api/v1/destinations/${made.id}`, { name: 'renamed', config: {} });
    expect(await told()).toEqual([['hook'], ['hook']]);
    await done('PATCH', `/api/v1/destinations/${made.id}`, { name: 'hook', config: {} });
    expect(await told()).toEqual([['hook'], []]);
    await done('DELETE', `/api/v1/destinations/${made.id}`);
    expect(await told()).toEqual([['hook'], ['hook']]);
  });
});

describe('rules as YAML', () => {
  const over = (...include: string[]) => ({ include, exclude: [] });
  const yaml = async () => {
    const response = await request('/api/v1/rules.yaml');
    expect(response.headers.get('content-type')).toBe('application/yaml; charset=utf-8');
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="tidemark rules.yaml"');
    return response.text();
  };

  test('are those of tidemark.yaml, and what it makes of them is what they are', async () => {
    for (const rule of starters) await insertRule(base.db, rule.name, ruleDefinitionSchema.parse(rule));
    await makeWebhook('hook', 'https://hook.test/');
    await makeRule({ ...BEHIND, destinations: ['hook'], clusters: over('prod'), labels: { team: 'payments' } });
    const text = await yaml();
    expect(text).not.toContain('whsec_');
    const stored = await readRules(base.db);
    expect(stored.length).toBeGreaterThan(5);
    const result = loadConfig({
      env: { KAFKA_BROKERS: 'kafka:9092' },
      cwd: '/home',
      readFile: () => ({ ok: true, text }),
      checkRules: checkFileRules,
    });
    if ('errors' in result) throw new ConfigurationError(result.errors);
    const read = fileRules({ ...result.ok, clusters: context.clusters });
    expect(read?.map(({ name, definition }) => [name, definition])).toEqual(
      stored.map((rule) => [rule.name, ruleDefinitionSchema.parse(rule)]),
    );
  });

  test('are those that one may see', async () => {
    await makeRule({ ...BEHIND, name: 'of prod', clusters: over('prod') });
    await makeRule({ ...BEHIND, name: 'of test', clusters: over('te*') });
    install(testPrincipal([{ role: 'viewer', clusters: 'test' }]));
    const text = await yaml();
    expect(text).toContain('of test');
    expect(text).not.toContain('of prod');
  });
});
