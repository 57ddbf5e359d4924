import { expect, test } from '@playwright/test';
import { CLUSTER, open, watchBrowser } from './console.ts';

watchBrowser();

test('a group page follows the polls without a reload', async ({ page }) => {
  await open(page, `${CLUSTER}/groups/payments-worker`);
  const partitions = page
    .getByRole('grid', { name: /partitions/i })
    .or(page.getByRole('table', { name: /partitions/i }));
  const before = await partitions.first().textContent();
  await expect(async () => expect(await partitions.first().textContent()).not.toEqual(before)).toPass({
    timeout: 40_000,
  });
});

test('a link shows what its sender saw: range and split are in the URL', async ({ page, context }) => {
  await open(page, `${CLUSTER}/groups/payments-worker`);
  await page
    .getByRole('button', { name: '15 m', exact: true })
    .or(page.getByRole('radio', { name: '15 m', exact: true }))
    .first()
    .click();
  await expect(page).toHaveURL(/range=15m/);
  const other = await context.newPage();
  await open(other, page.url());
  const chosen = other
    .locator('[aria-pressed="true"], [aria-checked="true"], [data-pressed]')
    .filter({ hasText: '15 m' });
  await expect(chosen.first()).toBeVisible();
});

test('the groups table is searched, sorted and opened by keyboard alone', async ({ page }) => {
  await open(page, `${CLUSTER}/groups`);
  await page.keyboard.press('/');
  await page.keyboard.type('payments-w');
  await expect(page).toHaveURL(/payments-w/);
  // Benches may have left groups that end with the same name.
  const row = page.getByRole('row').filter({ has: page.getByRole('link', { name: 'payments-worker', exact: true }) });
  await expect(row).toBeVisible();
  await expect(page.getByRole('row').filter({ hasText: 'invoice-mailer' })).toHaveCount(0);
  await row.focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/groups\/payments-worker/);
});

test('what does not exist is named, with a way back', async ({ page }) => {
  for (const path of [
    `${CLUSTER}/groups/no-such-group`,
    `${CLUSTER}/topics/no-such-topic`,
    '/clusters/no-such-cluster',
  ]) {
    await page.goto(path);
    const name = path.split('/').at(-1) ?? '';
    await expect(page.getByText(name).first()).toBeVisible();
    await expect(page.getByRole('main').getByRole('link').first()).toBeVisible();
  }
});
