import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { freePorts } from '#scripts/local/ports.ts';
import { type TemporaryFolder, temporaryFolder } from '#scripts/local/temporary-folder.ts';
import type { Child } from '#scripts/run/child.ts';
import { startConsole, urlOf } from '#scripts/run/console.ts';
import { ADMIN_SETTINGS } from '#scripts/test/admin.ts';
import { adminState } from './admin-state.ts';
import { loaded } from './console.ts';
import { pictures } from './looks.ts';

/** A console of its own, whose file has alert rules. */
test.describe.configure({ mode: 'serial' });

const LOOKS = ['light-narrow', 'dark-wide', 'light-wide'] as const;
const RULES = '/clusters/prod/alerts?tab=rules';
const FROM_FILE = {
  name: 'payments behind',
  severity: 'critical',
  groups: ['payments-*', 'ledger'],
  condition: { metric: 'lag', threshold: 10_000, forSeconds: 60 },
  destinations: ['pager'],
  labels: { team: 'payments' },
  runbook: 'https://wiki.example.com/payments-behind',
};

let folder: TemporaryFolder;
let file: string;
let database: TestDatabase;
let console_: Child;
let address: { host: string; port: number };
let page: Page;

const start = () =>
  startConsole(address, {
    TIDEMARK_CONFIG: file,
    DATABASE_URL: database.url,
    TIDEMARK_POLL_INTERVAL: '2s',
    TIDEMARK_LOG_LEVEL: 'silent',
    // Named in the file.
    KAFKA_BROKERS: '',
    ...ADMIN_SETTINGS,
  });
const put = (...rules: object[]) =>
  writeFileSync(
    file,
    JSON.stringify({ clusters: [{ name: 'prod', brokers: process.env.TIDEMARK_TEST_KAFKA }], alerts: { rules } }),
  );
const row = (text: string) => page.getByRole('row').filter({ hasText: text });

test.beforeAll(async ({ browser }) => {
  test.setTimeout(120_000);
  folder = temporaryFolder('file-rules');
  file = join(folder.path, 'tidemark.yaml');
  put(FROM_FILE);
  database = await createTestDatabase();
  const [port = 0] = await freePorts(1);
  address = { host: '127.0.0.1', port };
  console_ = await start();
  const baseURL = urlOf(address);
  const storageState = await adminState(baseURL);
  page = await (await browser.newContext({ baseURL, storageState, timezoneId: 'UTC' })).newPage();
});
test.afterAll(async () => {
  await console_?.stop(10_000);
  await database?.drop();
  folder?.remove();
});

test('a rule of the file stands in the list, is read there and not changed', async () => {
  await page.goto(RULES);
  await expect(row(FROM_FILE.name)).toContainText('from file', { timeout: 30_000 });
  await expect(row(FROM_FILE.name)).toContainText('there is no pager');
  await expect(row(FROM_FILE.name).getByRole('button')).toHaveText(['View']);
  await loaded(page);
  await pictures(page, 'alerts-rules-of-file', LOOKS);

  await page.getByRole('button', { name: `View ${FROM_FILE.name}` }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText(FROM_FILE.name);
  await expect(page.getByText(file)).toBeVisible();
  await expect(page.getByRole('textbox')).toHaveCount(0);
  await pictures(page, 'alerts-rule-of-file', LOOKS);
});

test('it is copied as a new one, and all are there as YAML that makes them rules of the file', async () => {
  await page.getByRole('button', { name: 'Copy as a new rule' }).click();
  await page.getByRole('form', { name: 'New rule' }).getByLabel('Name', { exact: true }).fill('made here');
  await page.getByRole('button', { name: 'Make rule' }).click();
  await expect(row('made here')).toContainText('When lag of groups payments-*, ledger');
  await expect(row('made here')).not.toContainText('from file');

  const downloading = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Export as YAML' }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toBe('tidemark rules.yaml');
  const exported = readFileSync(await download.path(), 'utf8');

  await console_.stop(10_000);
  const cluster = `clusters: [{ name: prod, brokers: "${process.env.TIDEMARK_TEST_KAFKA}" }]`;
  writeFileSync(file, `${cluster}\n${exported.replace('severity: critical', 'severity: warning')}`);
  console_ = await start();
  await page.goto(RULES);
  await expect(row('made here')).toContainText('from file', { timeout: 30_000 });
  await expect(row('No data from a cluster')).toContainText('from file');
});

test('what the file has no more is gone, and the audit log says whose doing that was', async () => {
  await console_.stop(10_000);
  put({ ...FROM_FILE, severity: 'info' });
  console_ = await start();
  await page.goto(RULES);
  await expect(row(FROM_FILE.name)).toContainText('info', { timeout: 30_000 });
  await expect(row('made here')).toHaveCount(0);
  await page.goto('/audit');
  await expect(row('rule.delete').filter({ hasText: 'made here' })).toContainText('settings');
});
