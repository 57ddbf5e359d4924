import { type Browser, expect, type Page, test } from '@playwright/test';
import { NOBODY_STATE } from './admin-state.ts';
import { expectAccessible, loaded, picture, watchBrowser } from './console.ts';

// A form without a name, pages that are not for everybody, and the last admin disabled.
watchBrowser([400, 403, 409]);

/** Another one in each run of a test: users stay, and so do their addresses. */
const newAddress = (name: string): string => `${name}-${Date.now()}@example.com`;

const dialog = (page: Page, name: string) => page.getByRole('dialog', { name });
/** Says yes in the dialog and waits until it has closed: behind a modal dialog no role is found, so that a row seems gone. */
async function confirmed(page: Page, name: string, action: string): Promise<void> {
  await dialog(page, name).getByRole('button', { name: action }).click();
  await expect(dialog(page, name)).toBeHidden();
}

const row = (page: Page, text: string) => page.getByRole('row').filter({ hasText: text });

async function makeUser(page: Page, email: string): Promise<string> {
  await page.goto('/settings/users');
  await page.getByRole('button', { name: 'New user' }).click();
  const form = dialog(page, 'New user');
  await form.getByLabel('Email').fill(email);
  await form.getByLabel('Name').fill('Bob of the tests');
  await form.getByRole('button', { name: 'Create user' }).click();
  const panel = page.getByRole('region', { name: `The password of ${email}` });
  return (await panel.locator('code').textContent()) ?? '';
}

async function signedIn(browser: Browser, baseURL: string | undefined, email: string, password: string) {
  const context = await browser.newContext({ storageState: NOBODY_STATE, ...(baseURL && { baseURL }) });
  const page = await context.newPage();
  await page.goto('/sign-in');
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
  return { page, close: () => context.close() };
}

test('an admin makes a user and grants a role; the user sees what is allowed, and nothing once it is taken away', async ({
  page,
  browser,
  baseURL,
}) => {
  const email = newAddress('bob');
  const password = await makeUser(page, email);

  await picture(page, 'settings-user-made');
  await page.getByRole('button', { name: 'Grant a role' }).click();
  const form = dialog(page, 'New grant');
  await expect(form.getByLabel('Email of the user')).toHaveValue(email);
  await form.getByLabel('On the clusters').fill('loc*');
  await form.getByLabel('Reason').fill('on call from Monday');
  await form.getByRole('button', { name: 'Grant', exact: true }).click();
  await expect(row(page, email)).toContainText('viewer on loc*');

  await page.goto(`/audit?search=${encodeURIComponent(email)}&action=grant.create`);
  await expect(page.getByRole('row').nth(1)).toContainText('“on call from Monday”');

  const bob = await signedIn(browser, baseURL, email, password);
  await bob.page.goto('/clusters/local/groups');
  await expect(bob.page.getByRole('grid')).toBeVisible();
  await bob.page.goto('/settings/grants');
  await expect(bob.page.getByRole('heading', { name: /The grants are for admins/ })).toBeVisible();
  await bob.page.goto('/settings/users');
  await expect(bob.page.getByRole('heading', { name: /The users are for admins/ })).toBeVisible();
  const settings = bob.page.getByRole('navigation', { name: 'Settings' });
  await expect(settings.getByRole('link')).toHaveText(['Account', 'Tokens', 'Clusters', 'Engine']);
  await bob.page.goto('/audit');
  await expect(bob.page.getByRole('heading', { name: /The entries of the audit log are for admins/ })).toBeVisible();
  await expect(bob.page.getByRole('link', { name: 'CSV' })).toHaveCount(0);
  const asBob = async (path: string) => (await bob.page.request.get(path)).status();
  expect([await asBob('/api/v1/clusters/local'), await asBob('/api/v1/users')]).toEqual([200, 403]);

  await page.goto(`/settings/grants?search=${encodeURIComponent(email)}`);
  await page.getByRole('button', { name: `Remove viewer of ${email} on loc*` }).click();
  await confirmed(page, 'Remove this grant?', 'Remove');
  await expect(row(page, email)).toHaveCount(0);
  expect(await asBob('/api/v1/clusters/local')).toBe(403);

  await page.goto(`/settings/users?search=${encodeURIComponent(email)}`);
  await page.getByRole('button', { name: `Disable ${email}` }).click();
  await confirmed(page, 'Disable this user?', 'Disable');
  await expect(row(page, email)).toContainText('DISABLED');
  expect(await asBob('/api/v1/clusters')).toBe(401);
  await bob.close();
});

test('a token is made by keyboard, shown once, works, and is refused once it is revoked', async ({
  page,
  playwright,
  baseURL,
}) => {
  const name = `ci ${Date.now()}`;
  await page.goto('/settings/tokens');
  await loaded(page);
  await page.getByRole('button', { name: 'New token' }).focus();
  await page.keyboard.press('Enter');
  const form = dialog(page, 'New API token');
  await expect(form.getByLabel('What it is for')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(form.getByText('Must not be empty: say what the token is for.')).toBeVisible();
  await page.keyboard.type(name);
  await page.keyboard.press('Enter');

  const panel = page.getByRole('region', { name: `The token “${name}” is made.` });
  await expect(panel).toBeFocused();
  await picture(page, 'settings-token-made');
  const secret = (await panel.locator('code').first().textContent()) ?? '';
  const program = await playwright.request.newContext({
    ...(baseURL && { baseURL }),
    storageState: NOBODY_STATE,
    extraHTTPHeaders: { authorization: `Bearer ${secret}` },
  });
  expect((await program.get('/api/v1/clusters')).status()).toBe(200);
  expect((await program.post('/api/v1/tokens', { data: {} })).status()).not.toBe(200);

  await panel.getByRole('button', { name: 'I have kept it' }).click();
  await page.reload();
  await expect(row(page, name)).toContainText('VALID');
  await expect(page.getByText(secret.slice(-20))).toHaveCount(0);

  await page.getByRole('button', { name: `Revoke ${name}` }).click();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.getByRole('button', { name: `Revoke ${name}` })).toBeFocused();
  await page.getByRole('button', { name: `Revoke ${name}` }).click();
  await dialog(page, 'Revoke this token?').getByRole('button', { name: 'Revoke' }).click();
  await expect(row(page, name)).toContainText('REVOKED');
  expect((await program.get('/api/v1/clusters')).status()).toBe(401);
  await program.dispose();
});

test('the last admin stays, and the page says why', async ({ page }) => {
  await page.goto('/settings/users?search=admin%40example.com');
  await page.getByRole('button', { name: 'Disable admin@example.com' }).click();
  const form = dialog(page, 'Disable this user?');
  await expect(form).toContainText('This is you');
  await form.getByRole('button', { name: 'Disable' }).click();
  await expect(form.getByRole('alert')).toContainText('This is the last admin.');
  await form.getByRole('button', { name: 'Cancel' }).click();
  await expect(row(page, 'admin@example.com')).toContainText('ACTIVE');
});

const WIDTHS = { wide: { width: 1440, height: 900 }, narrow: { width: 390, height: 844 } };
const FORMS = { users: 'New user', grants: 'New grant', tokens: 'New token' };

for (const [name, button] of Object.entries(FORMS)) {
  for (const theme of ['light', 'dark'] as const) {
    for (const [width, viewport] of Object.entries(WIDTHS)) {
      test(`${name}, ${theme}, ${width}: accessible with its form, and no wider than the screen`, async ({
        browser,
        baseURL,
      }) => {
        const context = await browser.newContext({ viewport, colorScheme: theme, ...(baseURL && { baseURL }) });
        const page = await context.newPage();
        await page.goto(`/settings/${name}`);
        await loaded(page);
        await expectAccessible(page);
        await picture(page, `settings-${name}-${theme}-${width}`);
        await page.getByRole('button', { name: button }).click();
        await expect(page.getByRole('dialog')).toBeVisible();
        await expectAccessible(page);
        await page.screenshot({ path: `screenshots/settings-${name}-form-${theme}-${width}.png` });
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect(overflow).toBeLessThanOrEqual(0);
        await context.close();
      });
    }
  }
}
