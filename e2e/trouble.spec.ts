import { expect, type Page, test } from '@playwright/test';
import { type FaultCluster, REPLICATED, SINGLE, startFaultCluster } from '#lib/collector/fixtures/fault-cluster.ts';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { freePorts } from '#scripts/local/ports.ts';
import { startTcpProxy, type TcpProxy } from '#scripts/local/tcp-proxy.ts';
import type { Child } from '#scripts/run/child.ts';
import { startConsole, urlOf } from '#scripts/run/console.ts';
import { ADMIN_SETTINGS } from '#scripts/test/admin.ts';
import { adminState } from './admin-state.ts';
import { CLUSTER, loaded } from './console.ts';
import { pictures } from './looks.ts';

/** The pages while things go wrong, on a console, a cluster and a way to the database of their own. */
// Each goes through many pages, and waits for several polls in between.
test.describe.configure({ mode: 'serial', timeout: 180_000 });

let cluster: FaultCluster;
let database: TestDatabase;
let postgres: TcpProxy;
let console_: Child;
let page: Page;
let startedAtMs: number;

const LOOKS = ['light-wide', 'dark-narrow'] as const;

test.beforeAll(async ({ browser }) => {
  test.setTimeout(120_000);
  [cluster, database] = await Promise.all([startFaultCluster(), createTestDatabase()]);
  const databaseUrl = new URL(database.url);
  postgres = await startTcpProxy({ targetPort: Number(databaseUrl.port) });
  databaseUrl.port = String(postgres.port);
  const [port = 0] = await freePorts(1);
  const address = { host: '127.0.0.1', port };
  console_ = await startConsole(address, {
    KAFKA_BROKERS: cluster.bootstrap.map(({ host, port }) => `${host}:${port}`).join(','),
    DATABASE_URL: databaseUrl.href,
    TIDEMARK_POLL_INTERVAL: '2s',
    TIDEMARK_PATIENCE: '8s',
    TIDEMARK_DATABASE_CONNECT_TIMEOUT: '2s',
    TIDEMARK_LOG_LEVEL: 'silent',
    ...ADMIN_SETTINGS,
  });
  startedAtMs = Date.now();
  const baseURL = urlOf(address);
  const storageState = await adminState(baseURL);
  const context = await browser.newContext({ baseURL, storageState, timezoneId: 'UTC' });
  page = await context.newPage();
});
test.afterAll(async () => {
  await console_?.stop(10_000);
  await cluster?.stop();
  await postgres?.close();
  await database?.drop();
});

test('a silent broker: the banner names it, what depends on it is unknown, the rest is live', async () => {
  await page.goto(`${CLUSTER}/groups/${cluster.group}?range=15m`);
  await expect(page.getByText(/^live/).first()).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText('9 partitions').first()).toBeVisible();
  cluster.proxy.hold();
  await expect(page.getByText('Broker 3 could not be read in full.')).toBeVisible({ timeout: 20_000 });
  // Then, after 3 polls, without data.
  await expect(page.getByText(/5 (not known|no data)/)).toBeVisible();
  await pictures(page, 'broker-silent-group', LOOKS);
  for (const [name, path] of [
    ['overview', CLUSTER],
    ['groups', `${CLUSTER}/groups`],
    ['topic', `${CLUSTER}/topics/${SINGLE}`],
    ['topics', `${CLUSTER}/topics`],
    ['brokers', `${CLUSTER}/brokers`],
  ] as const) {
    await page.goto(path);
    await expect(page.getByText('Broker 3 could not be read in full.')).toBeVisible();
    await loaded(page);
    await pictures(page, `broker-silent-${name}`, LOOKS);
  }
  // What was last seen stands for 3 polls; from then on the sums are without it.
  await page.goto(`${CLUSTER}/groups/${cluster.group}?from=${new Date(startedAtMs).toISOString()}`);
  await expect(page.getByText('some partitions unknown').first()).toBeVisible({ timeout: 30_000 });
  await loaded(page);
  await pictures(page, 'broker-silent-longer-group', LOOKS);
});

test('it answers again: the banner goes by itself', async () => {
  await cluster.proxy.pass();
  await expect(page.getByText('Broker 3 could not be read in full.')).toBeHidden({ timeout: 40_000 });
});

test('a database that is away: the last that was read stays on screen, a new page says what is wrong', async () => {
  await page.goto(`${CLUSTER}/topics/${REPLICATED}`);
  await expect(page.getByText(REPLICATED).first()).toBeVisible();
  await postgres.refuse();
  await expect(page.getByText(/^What you see is the last that was read/).first()).toBeVisible({ timeout: 30_000 });
  await expect(page.getByRole('heading', { name: REPLICATED }).or(page.getByText(REPLICATED)).first()).toBeVisible();
  await pictures(page, 'database-away-topic', LOOKS);
  await page.goto(`${CLUSTER}/groups`);
  await expect(page.getByText(/could not be loaded/).first()).toBeVisible({ timeout: 30_000 });
  await pictures(page, 'database-away-groups', LOOKS);
  await postgres.pass();
  await expect(page.getByRole('row').filter({ hasText: cluster.group }).first()).toBeVisible({ timeout: 30_000 });
});

test('nobody polls any more: the data says how old it is', async () => {
  const keep = `update collector_lease set holder = 'elsewhere', token = gen_random_uuid(), expires_at = clock_timestamp() + interval '25 s'`;
  await database.db.execute(keep);
  await expect(page.getByText(/^late/).first()).toBeVisible({ timeout: 20_000 });
  await expect(page.getByText(/The collector is late or has stopped/)).toBeVisible();
  await pictures(page, 'stale-groups', LOOKS);
  await expect(page.getByText(/^live/).first()).toBeVisible({ timeout: 40_000 });
});

test('no broker answers: the last that is known stays, with its time', async () => {
  await cluster.killAll();
  await expect(page.getByText('No broker of local answers.')).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText(/^no answer/).first()).toBeVisible();
  await pictures(page, 'no-broker-groups', LOOKS);
  await page.goto(CLUSTER);
  await expect(page.getByText('No broker of local answers.')).toBeVisible();
  await loaded(page);
  await pictures(page, 'no-broker-overview', LOOKS);
});
