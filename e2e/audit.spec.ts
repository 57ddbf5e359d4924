import { expect, test } from '@playwright/test';
import { expectAccessible, loaded, picture, watchBrowser } from './console.ts';

watchBrowser();

/** Another one in each run of a test: what was written down stays. */
const newGroup = () => `night-shift-${Date.now()}`;

const WIDTHS = { wide: { width: 1440, height: 900 }, narrow: { width: 390, height: 844 } };

test.beforeEach(async ({ page }) => {
  const principal = { kind: 'group', name: newGroup() };
  const made = await page.request.post('/api/v1/grants', { data: { principal, clusters: 'loc*', role: 'operator' } });
  expect(made.status(), await made.text()).toBe(200);
});

for (const theme of ['light', 'dark'] as const) {
  for (const [width, viewport] of Object.entries(WIDTHS)) {
    test(`${theme}, ${width}: shows entries and all of one, breaks no rule of accessibility, does not scroll sideways`, async ({
      page,
    }) => {
      await page.emulateMedia({ colorScheme: theme });
      await page.setViewportSize(viewport);
      await page.goto('/audit');
      await loaded(page);
      await page
        .getByRole('button', { name: /: all of grant\.create/ })
        .first()
        .click();
      await expect(page.getByRole('region', { name: 'After' })).toContainText('"role": "operator"');
      await expectAccessible(page);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(overflow).toBeLessThanOrEqual(0);
      await picture(page, `audit-${theme}-${width}`);
    });
  }
}

test('a change is found, opened and left by keyboard alone, and its address is that of what is seen', async ({
  page,
}) => {
  await page.goto('/audit');
  await loaded(page);
  await page.keyboard.press('/');
  await page.keyboard.type('night-shift');
  await expect(page).toHaveURL(/search=night-shift/);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('The last change that matches is grant.create');
  const first = page.getByRole('row').nth(1);
  await first.focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('region', { name: 'After' })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('region', { name: 'After' })).toBeHidden();
  await page.reload();
  await loaded(page);
  await expect(page.getByRole('row').nth(1)).toContainText('night-shift');
});

test('its files hold what is seen', async ({ page }) => {
  await page.goto('/audit?search=night-shift&outcome=done');
  await loaded(page);
  const path = await page.getByRole('link', { name: 'CSV' }).getAttribute('href');
  const csv = await (await page.request.get(path ?? '')).text();
  expect(csv.split('\r\n')[1]).toMatch(/admin@example\.com,user,.*,grant\.create,.*night-shift-\d+/);
  const json = await (await page.request.get((path ?? '').replace('.csv', '.json'))).json();
  expect(json[0]).toMatchObject({ action: 'grant.create', outcome: 'done', before: null });
});
