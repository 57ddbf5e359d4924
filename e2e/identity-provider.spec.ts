import { type Browser, expect, type Page, test } from '@playwright/test';
import { honest, startTestProvider, type TestProvider } from '#lib/access/oidc/fixtures/provider.ts';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { freePorts } from '#scripts/local/ports.ts';
import type { Child } from '#scripts/run/child.ts';
import { startConsole, urlOf } from '#scripts/run/console.ts';
import { ADMIN, ADMIN_SETTINGS, adminSession, asAdmin } from '#scripts/test/admin.ts';
import { NOBODY_STATE } from './admin-state.ts';
import { CLUSTER, expectAccessible, picture, settled } from './console.ts';

/** On the built console and at a real provider: what the framework bundles, and what a browser makes of redirects and cookies. */
test.describe.configure({ mode: 'serial' });
test.use({ storageState: NOBODY_STATE });

const ADA = 'ada@example.com';
const LOOKS = [
  { look: 'light-wide', viewport: { width: 1440, height: 900 }, colorScheme: 'light' },
  { look: 'dark-narrow', viewport: { width: 390, height: 844 }, colorScheme: 'dark' },
] as const;

let database: TestDatabase;
let provider: TestProvider;
let console_: Child;
let baseURL: string;

test.beforeAll(async () => {
  test.setTimeout(90_000);
  const [port = 0] = await freePorts(1);
  const address = { host: '127.0.0.1', port };
  baseURL = urlOf(address);
  database = await createTestDatabase();
  provider = await startTestProvider({
    redirectUris: [`${baseURL}/api/v1/sign-in/oidc/callback`],
    users: { ada: { email: ADA, email_verified: true, name: 'Ada', groups: ['sre'] } },
  });
  console_ = await startConsole(address, {
    KAFKA_BROKERS: process.env.TIDEMARK_TEST_KAFKA ?? '',
    DATABASE_URL: database.url,
    TIDEMARK_POLL_INTERVAL: '2s',
    TIDEMARK_PUBLIC_URL: baseURL,
    TIDEMARK_OIDC_ISSUER: provider.issuer,
    TIDEMARK_OIDC_CLIENT_ID: provider.clientId,
    TIDEMARK_OIDC_CLIENT_SECRET: provider.clientSecret,
    TIDEMARK_OIDC_SCOPES: 'openid,profile,email,groups',
    TIDEMARK_OIDC_LABEL: 'Example Corp',
    TIDEMARK_OIDC_TIMEOUT: '2s',
    ...ADMIN_SETTINGS,
  });
  // Until it has its admin, a console offers the one-time link alone.
  await adminSession(baseURL);
});
test.afterAll(async () => {
  await console_?.stop(10_000);
  await provider?.close();
  await database?.drop();
});

const newPage = async (browser: Browser): Promise<Page> =>
  (await browser.newContext({ baseURL, storageState: NOBODY_STATE, timezoneId: 'UTC' })).newPage();

/** As somebody does who has no mouse: to the link, through the form of the provider, and back. */
async function signInByKeyboard(page: Page, login: string): Promise<void> {
  await page.getByLabel('Email').focus();
  await page.keyboard.press('Shift+Tab');
  await expect(page.getByRole('link', { name: 'Sign in with Example Corp' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByPlaceholder('Enter any login')).toBeFocused();
  await page.keyboard.type(login);
  await page.keyboard.press('Tab');
  await page.keyboard.type('any password');
  await page.keyboard.press('Enter');
}

test('by keyboard: from a page to the provider and back to that page, with what the group may do', async ({
  browser,
}) => {
  await database.db.execute(
    `insert into access_grant (principal_kind, principal_id, clusters, role) values ('group', 'sre', '*', 'viewer')`,
  );
  const page = await newPage(browser);
  await page.goto(`${CLUSTER}/groups?sort=name`);
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await signInByKeyboard(page, 'ada');
  await expect(page).toHaveURL(`${CLUSTER}/groups?sort=name`);
  await settled(page);
  await page.getByRole('button', { name: `Signed in as ${ADA}` }).click();
  await expect(page.getByRole('menu')).toContainText(`${ADA}, viewer`);
  // Ports do not part cookies: those of the provider are there, too.
  const cookies = (await page.context().cookies(baseURL)).filter(({ name }) => name.startsWith('tidemark'));
  expect(cookies).toMatchObject([{ name: 'tidemark.session_token', httpOnly: true, sameSite: 'Lax' }]);
  await page.context().close();
});

for (const { look, viewport, colorScheme } of LOOKS) {
  test(`whoever may not come in is told why: ${look}`, async ({ browser }) => {
    const page = await newPage(browser);
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme });
    provider.users.eve = { name: 'Eve' };
    await page.goto(`/sign-in?next=${encodeURIComponent(CLUSTER)}`);
    await expectAccessible(page);
    await picture(page, `sign-in-provider-${look}`);
    await signInByKeyboard(page, 'eve');
    await expect(page.getByRole('alert').filter({ hasText: 'tells no email address' })).toBeVisible();
    expect(new URL(page.url()).searchParams.get('next')).toBe(CLUSTER);
    await expectAccessible(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
    await picture(page, `sign-in-problem-${look}`);
    await page.context().close();
  });
}

test('while the provider is silent the page says so within its time, and a password comes in', async ({ browser }) => {
  const page = await newPage(browser);
  await page.goto('/sign-in');
  // It shows its form, and takes the code, and then says nothing.
  provider.lies.silentAt = '/token';
  await signInByKeyboard(page, 'ada');
  await expect(page.getByRole('alert').filter({ hasText: 'cannot be asked' })).toBeVisible();
  provider.lies = honest();
  await page.getByLabel('Email').fill(ADMIN.email);
  await page.getByLabel('Password').fill(ADMIN.password);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: `Signed in as ${ADMIN.email}` })).toBeVisible();
  await page.context().close();
});

test('each of them is in the audit log', async () => {
  const response = await fetch(`${baseURL}/api/v1/audit?action=session.create`, { headers: await asAdmin(baseURL) });
  const { items } = await response.json();
  const told = items.map(({ outcome, target, detail }: Record<string, string>) => [outcome, target, detail ?? null]);
  expect(told).toContainEqual(['done', ADA, null]);
  expect(told).toContainEqual(['refused', 'eve', 'OIDC_NO_EMAIL']);
  expect(told).toContainEqual(['refused', null, 'OIDC_UNREACHABLE']);
});
