import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { chainedRows, emptyChain, testAuditLog } from '#lib/access/audit/testing.ts';
import { verifyAudit } from '#lib/access/audit/verify.ts';
import type { WantedRule } from '#lib/alerts/file-rules.ts';
import type { RuleDefinition } from '#lib/alerts/rule-schema.ts';
import { insertRule, readRevision, readRules } from '#lib/alerts/store/rules.ts';
import { ruleDefinition } from '#lib/alerts/testing.ts';
import { createDatabase } from '#lib/db/database.ts';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { applyFileRules, takeFileRules } from './file-rules.ts';

const DEFINITION = ruleDefinition({
  condition: { threshold: 1_000, clearThreshold: 900 },
  labels: { team: 'payments' },
});
const FILE = 'tidemark.yaml';
const wanted = (name: string, changes: Partial<RuleDefinition> = {}, file = FILE): WantedRule => ({
  name,
  definition: { ...DEFINITION, ...changes },
  file,
});

let base: TestDatabase;
let said: [object, string][];
const log = {
  info: (fields: object, message: string) => void said.push([fields, message]),
  warn: (fields: object, message: string) => void said.push([fields, message]),
};
beforeAll(async () => {
  base = await createTestDatabase();
});
afterAll(() => base?.drop());
beforeEach(async () => {
  await base.db.execute('truncate alert_rule, destination cascade');
  await emptyChain(base.db);
  said = [];
});

const apply = (...rules: WantedRule[]) => applyFileRules(rules, testAuditLog(base.db), log);
const rules = () => readRules(base.db);
async function audited() {
  const rows = await chainedRows(base.db);
  return rows.map(({ action, outcome, target, actorName, before, after }) => ({
    row: `${actorName} ${action} ${target} ${outcome}`,
    before: before === null || before === 'null' ? null : JSON.parse(before),
    after: after === null || after === 'null' ? null : JSON.parse(after),
  }));
}

describe('rules of the file', () => {
  test('are made, stay, change, begin anew and go, each change with its rows of the audit log', async () => {
    await apply(wanted('behind'), wanted('stopped'));
    const [behind] = await rules();
    expect(await rules()).toMatchObject([
      { name: 'behind', version: 1, source: 'file', sourceFile: FILE, labels: { team: 'payments' } },
      { name: 'stopped', version: 1, source: 'file', sourceFile: FILE },
    ]);
    const revision = await readRevision(base.db);

    await apply(wanted('behind'), wanted('stopped'));
    expect((await rules())[0]).toEqual(behind);
    expect(await readRevision(base.db)).toBe(revision);

    await apply(wanted('behind', { severity: 'info' }));
    await apply(wanted('behind', { severity: 'info', groups: { include: ['payments-*'], exclude: [] } }));
    expect(await rules()).toMatchObject([{ id: behind?.id, name: 'behind', version: 2, severity: 'info' }]);
    expect(await readRevision(base.db)).toBeGreaterThan(revision);

    expect((await audited()).map(({ row }) => row)).toEqual(
      [
        'rule.create behind',
        'rule.create stopped',
        'rule.delete stopped',
        'rule.change behind',
        'rule.change behind',
      ].flatMap((change) => [`settings ${change} intended`, `settings ${change} done`]),
    );
    expect((await audited())[6]).toMatchObject({
      before: { name: 'behind', severity: 'error', source: 'file' },
      after: { name: 'behind', severity: 'info', source: 'file' },
    });
    expect(await verifyAudit(base.db)).toMatchObject({ problem: null });
  });

  test('take over one of the console, and say so; others of the console stay', async () => {
    const { id } = await insertRule(base.db, 'behind', DEFINITION);
    await insertRule(base.db, 'own', DEFINITION);
    await apply(wanted('behind'));
    expect(await rules()).toMatchObject([
      { id, name: 'behind', version: 1, source: 'file' },
      { name: 'own', source: 'console', sourceFile: null },
    ]);
    expect(said).toEqual([[{ rule: 'behind', change: 'taken over from the console' }, 'alert rule by the file']]);
    expect((await audited())[0]).toMatchObject({ before: { source: 'console' }, after: { source: 'file' } });
    await apply();
    expect((await rules()).map(({ name }) => name)).toEqual(['own']);
  });

  test('that stand in another file now are no change that anybody made', async () => {
    await apply(wanted('behind'));
    const rows = (await audited()).length;
    await apply(wanted('behind', {}, '/etc/tidemark.yaml'));
    expect(await rules()).toMatchObject([{ version: 1, sourceFile: '/etc/tidemark.yaml' }]);
    expect((await audited()).length).toBe(rows);
  });

  test('name destinations that there may not be yet', async () => {
    await apply(wanted('behind', { destinations: ['pager'] }));
    expect(await rules()).toMatchObject([{ destinations: ['pager'] }]);
    expect(said.at(-1)).toEqual([
      { rule: 'behind', missing: ['pager'] },
      'an alert rule of the file names destinations that there are not: nobody is told there',
    ]);
  });

  test('are there once, however many processes start at a time', async () => {
    const databases = Array.from({ length: 4 }, () =>
      createDatabase({ url: base.url, max: 1, applicationName: 'tidemark-test' }),
    );
    const listed = Array.from({ length: 250 }, (_, index) => wanted(`rule ${index}`));
    await Promise.all(databases.map((database) => applyFileRules(listed, testAuditLog(database), log)));
    await Promise.all(databases.map((database) => database.close()));
    expect(await rules()).toHaveLength(250);
    expect(await audited()).toHaveLength(500);
  });
});

test('without a file those that stood in one stay, and that is said', async () => {
  await apply(wanted('behind'));
  said = [];
  await takeFileRules(null, { audit: testAuditLog(base.db), log, signal: new AbortController().signal });
  expect(await rules()).toMatchObject([{ name: 'behind', source: 'file' }]);
  expect(said).toEqual([
    [{ rules: ['behind'] }, 'there is no configuration file: the alert rules that stood in one stay as they are'],
  ]);
});

test('with Postgres away it is tried again until the process stops', async () => {
  const away = createDatabase({ url: 'postgres://127.0.0.1:1/none', max: 1, applicationName: 'tidemark-test' });
  const stopping = new AbortController();
  const tried = Promise.withResolvers<void>();
  const using = takeFileRules([wanted('behind')], {
    audit: testAuditLog(away),
    log: { info: log.info, warn: () => tried.resolve() },
    signal: stopping.signal,
  });
  await tried.promise;
  stopping.abort();
  await using;
  await away.close();
});
