import { openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { freePorts } from '#scripts/local/ports.ts';
import { type TemporaryFolder, temporaryFolder } from '#scripts/local/temporary-folder.ts';
import type { Child } from '#scripts/run/child.ts';
import { startConsole, urlOf } from '#scripts/run/console.ts';
import { ADMIN } from '#scripts/test/admin.ts';
import { adminState, NOBODY_STATE } from './admin-state.ts';
import { CLUSTER, expectAccessible, picture, settled } from './console.ts';

/** Signing in by hand, with the keyboard alone. */
test.use({ storageState: NOBODY_STATE });

const LOOKS = {
  'light-wide': { viewport: { width: 1440, height: 900 }, colorScheme: 'light' },
  'dark-narrow': { viewport: { width: 390, height: 844 }, colorScheme: 'dark' },
} as const;

async function expectReadable(page: Page, name: string): Promise<void> {
  await expectAccessible(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
  await picture(page, name);
}

for (const [look, { viewport, colorScheme }] of Object.entries(LOOKS)) {
  test.describe(look, () => {
    test.use({ viewport, colorScheme });

    test('by keyboard: from a page to the sign-in and back to that page, then out again', async ({ page }) => {
      await page.goto(`${CLUSTER}/groups?sort=name`);
      await expect(page).toHaveURL(/\/sign-in\?next=/);
      await expect(page.getByLabel('Email')).toBeFocused();
      await expectReadable(page, `sign-in-${look}`);

      await page.keyboard.type(ADMIN.email);
      await page.keyboard.press('Tab');
      await page.keyboard.type('not the password');
      await page.keyboard.press('Enter');
      await expect(page.getByRole('alert').filter({ hasText: 'do not belong together' })).toBeVisible();
      await expectReadable(page, `sign-in-refused-${look}`);

      await page.keyboard.press('ControlOrMeta+A');
      await page.keyboard.type(ADMIN.password);
      await page.keyboard.press('Enter');
      await expect(page).toHaveURL(`${CLUSTER}/groups?sort=name`);
      await settled(page);

      const menu = page.getByRole('button', { name: `Signed in as ${ADMIN.email}` });
      await menu.focus();
      await page.keyboard.press('Enter');
      await expect(page.getByRole('menu')).toContainText(`${ADMIN.email}, admin`);
      await expectReadable(page, `user-menu-${look}`);
      await page.keyboard.press('ArrowUp');
      await expect(page.getByRole('menuitem', { name: 'Sign out' })).toBeFocused();
      await page.keyboard.press('Enter');
      await expect(page).toHaveURL(/\/sign-in$/);
      await page.goto(CLUSTER);
      await expect(page).toHaveURL(/\/sign-in\?next=/);
    });
  });
}

test('a session that ends under a page leads to the sign-in, and from there back', async ({ page }) => {
  await page.goto(`${CLUSTER}/topics`);
  await page.getByLabel('Email').fill(ADMIN.email);
  await page.getByLabel('Password').fill(ADMIN.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await settled(page);
  await page.context().clearCookies();
  // The next poll is told, and the page asks again.
  await expect(page).toHaveURL(/\/sign-in\?next=%2Fclusters%2Flocal%2Ftopics/, { timeout: 30_000 });
});

for (const elsewhere of ['//evil.example', '/\\evil.example', 'https://evil.example/', '/%09/evil.example']) {
  test(`the sign-in leads nowhere else: ${elsewhere}`, async ({ page, baseURL }) => {
    await page.goto(`/sign-in?next=${encodeURIComponent(elsewhere)}`);
    await page.getByLabel('Email').fill(ADMIN.email);
    await page.getByLabel('Password').fill(ADMIN.password);
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.pathname !== '/sign-in');
    expect(new URL(page.url()).origin).toBe(new URL(baseURL ?? '').origin);
  });
}

test.describe('a console without an admin', () => {
  test.describe.configure({ mode: 'serial' });
  let folder: TemporaryFolder;
  let database: TestDatabase;
  let console_: Child;
  let baseURL: string;
  let page: Page;

  test.beforeAll(async ({ browser }) => {
    test.setTimeout(90_000);
    folder = temporaryFolder('sign-in');
    database = await createTestDatabase();
    const [port = 0] = await freePorts(1);
    const address = { host: '127.0.0.1', port };
    baseURL = urlOf(address);
    const env = { KAFKA_BROKERS: process.env.TIDEMARK_TEST_KAFKA ?? '', DATABASE_URL: database.url };
    console_ = await startConsole(address, env, { output: openSync(join(folder.path, 'log'), 'w') });
    page = await (await browser.newContext({ baseURL, storageState: NOBODY_STATE, timezoneId: 'UTC' })).newPage();
  });
  test.afterAll(async () => {
    await console_?.stop(10_000);
    await database?.drop();
    folder?.remove();
  });

  async function looks(name: string): Promise<void> {
    for (const [look, { viewport, colorScheme }] of Object.entries(LOOKS)) {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme });
      await expectReadable(page, `${name}-${look}`);
    }
    await page.setViewportSize(LOOKS['light-wide'].viewport);
  }

  test('says where the link is, and the link makes the first admin by keyboard', async () => {
    await page.goto(CLUSTER);
    await expect(page.getByRole('heading', { name: 'There is no admin yet' })).toBeVisible();
    await looks('no-admin');
    const link = () => /http:\S+\/setup\?token=[\w-]+/.exec(readFileSync(join(folder.path, 'log'), 'utf8'))?.[0] ?? '';
    await expect.poll(link).not.toBe('');
    await page.goto(link());
    await expect(page.getByLabel('Email')).toBeFocused();
    await page.keyboard.type(ADMIN.email);
    await page.keyboard.press('Tab');
    await page.keyboard.type('short');
    await page.keyboard.press('Enter');
    await expect(page.getByText('at least 12 characters long')).toBeVisible();
    await looks('setup');
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.type(ADMIN.password);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('button', { name: `Signed in as ${ADMIN.email}` })).toBeVisible();
    await page.goto(link());
    await expect(page.getByRole('heading', { name: 'There is an admin already' })).toBeVisible();
  });

  test('one sees where one is signed in, ends the other session, and gives oneself another password', async ({
    browser,
  }) => {
    const other = await browser.newContext({ baseURL, storageState: await adminState(baseURL) });
    await page.goto('/settings/account');
    await expect(page.getByRole('heading', { level: 1 })).toContainText(`You are ${ADMIN.email}, admin of everything.`);
    await expect(page.getByText('this browser')).toHaveCount(1);
    await looks('account');
    await page
      .getByRole('button', { name: /^Sign out/ })
      .first()
      .click();
    await expect(page.getByRole('button', { name: /^Sign out/ })).toHaveCount(0);
    expect((await (await other.request.get('/api/v1/session')).json()).who).toBeNull();
    await other.close();

    await page.getByLabel('Current password').fill('not the password');
    await page.getByLabel('New password').fill('spring and neap tide');
    await page.keyboard.press('Enter');
    await expect(page.getByText('Is not your password.')).toBeVisible();
    await page.getByLabel('Current password').fill(ADMIN.password);
    await page.keyboard.press('Enter');
    await expect(page.getByText('Changed.')).toBeVisible();
    await expect(page.getByText('this browser')).toHaveCount(1);
  });

  test('who has no grant is told what to ask for', async ({ browser }) => {
    const email = 'new@example.com';
    const made = await page.request.post('/api/v1/users', { data: { email, name: 'New', password: null } });
    const { password } = await made.json();
    const context = await browser.newContext({ baseURL, storageState: NOBODY_STATE, ...LOOKS['dark-narrow'] });
    const theirs = await context.newPage();
    await context.request.post('/api/v1/session', { data: { email, password } });
    for (const path of ['/', CLUSTER]) {
      await theirs.goto(path);
      await expect(theirs.getByText('You may not see any cluster yet')).toBeVisible();
      await expect(theirs.getByText(email)).toBeVisible();
    }
    await expectReadable(theirs, 'no-grants-dark-narrow');
    await context.close();
  });
});
