import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { z } from 'zod';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { type LocalKafka, startKafka } from '#scripts/local/kafka.ts';
import { freePorts } from '#scripts/local/ports.ts';
import { type TemporaryFolder, temporaryFolder } from '#scripts/local/temporary-folder.ts';
import type { Child } from '#scripts/run/child.ts';
import { startConsole, urlOf } from '#scripts/run/console.ts';
import { ADMIN_SETTINGS } from '#scripts/test/admin.ts';
import { adminState } from './admin-state.ts';
import { loaded } from './console.ts';
import { pictures } from './looks.ts';

/** Two clusters of one file, read by a collector and shown by a process that only serves pages. */
test.describe.configure({ mode: 'serial' });

const leases = z.object({ name: z.string() });
const LOOKS = ['dark-narrow', 'dark-wide', 'light-wide'] as const;

let folder: TemporaryFolder;
let second: LocalKafka;
let database: TestDatabase;
let collector: Child;
let web: Child;
let page: Page;

test.beforeAll(async ({ browser }) => {
  test.setTimeout(180_000);
  folder = temporaryFolder('clusters');
  [database, second] = await Promise.all([
    createTestDatabase(),
    startKafka({ dir: join(folder.path, 'kafka'), brokers: 1 }),
  ]);
  const file = join(folder.path, 'tidemark.yaml');
  const clusters = [
    { name: 'orders-prod', brokers: process.env.TIDEMARK_TEST_KAFKA },
    { name: 'billing-test', brokers: second.bootstrap },
  ];
  writeFileSync(file, JSON.stringify({ clusters }));
  const [forCollector = 0, forWeb = 0] = await freePorts(2);
  const env = {
    TIDEMARK_CONFIG: file,
    DATABASE_URL: database.url,
    TIDEMARK_POLL_INTERVAL: '2s',
    TIDEMARK_PATIENCE: '8s',
    TIDEMARK_LOG_LEVEL: 'silent',
    // Named in the file.
    KAFKA_BROKERS: '',
    ...ADMIN_SETTINGS,
  };
  const webAddress = { host: '127.0.0.1', port: forWeb };
  [collector, web] = await Promise.all([
    startConsole({ host: '127.0.0.1', port: forCollector }, { ...env, TIDEMARK_ROLE: 'collector' }),
    startConsole(webAddress, { ...env, TIDEMARK_ROLE: 'web' }),
  ]);
  const baseURL = urlOf(webAddress);
  const storageState = await adminState(baseURL);
  page = await (await browser.newContext({ baseURL, storageState, timezoneId: 'UTC' })).newPage();
});
test.afterAll(async () => {
  await Promise.all([collector?.stop(10_000), web?.stop(10_000)]);
  await Promise.all(second?.brokers.map((broker) => broker.kill()) ?? []);
  await database?.drop();
  folder?.remove();
});

const rowOf = (name: string) => page.getByRole('row').filter({ has: page.getByRole('link', { name, exact: true }) });

test('one arrives at all clusters, each under a lease of its own', async () => {
  await page.goto('/');
  await expect(rowOf('orders-prod')).toContainText('3 of 3', { timeout: 60_000 });
  await expect(rowOf('billing-test')).toContainText('1 of 1', { timeout: 60_000 });
  await loaded(page);
  const text = 'select c.name from collector_lease l join cluster c on c.id = l.cluster_id order by 1';
  expect(await database.db.query(text, [], leases)).toEqual([{ name: 'billing-test' }, { name: 'orders-prod' }]);
  await pictures(page, 'clusters', LOOKS);
});

test('one of them down is first, says so, and leaves the other as it was', async () => {
  await Promise.all(second.brokers.map((broker) => broker.kill()));
  await expect(rowOf('billing-test')).toContainText('no broker answers', { timeout: 30_000 });
  await expect(page.getByRole('row').nth(1)).toContainText('billing-test');
  // Groups of the demo may be in danger at the other one.
  await expect(page.getByRole('heading', { level: 1 })).toContainText(
    'clusters in danger: billing-test (no broker answers)',
  );
  await pictures(page, 'clusters-one-down', LOOKS);
  await rowOf('orders-prod').getByRole('link', { name: 'orders-prod', exact: true }).click();
  await expect(page.getByText(/^live/).first()).toBeVisible({ timeout: 30_000 });
  await page.goto('/clusters/billing-test');
  await expect(page.getByText('No broker of billing-test answers.')).toBeVisible();
});

test('pages without a collector say how old what they show is', async () => {
  await collector.stop(10_000);
  await page.goto('/clusters/orders-prod/groups');
  await expect(page.getByText(/^late/).first()).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText(/The collector is late or has stopped/)).toBeVisible();
  const ready = await page.request.get('/api/ready');
  expect(ready.status()).toBe(503);
  expect(await ready.text()).toContain('is the engine running?');
});
