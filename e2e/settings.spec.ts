import { expect, test } from '@playwright/test';
import { CLUSTER, expectAccessible, loaded, open, picture, watchBrowser } from './console.ts';

watchBrowser();

const WIDTHS = { wide: { width: 1440, height: 900 }, narrow: { width: 390, height: 844 } };
const PAGES = {
  clusters: /^The cluster is read in full\.$/,
  // A poll may begin late on a machine that is busy with tests.
  engine: /^(The cluster is polled on time|local is polled late)\.$/,
  storage: /^The history takes .+ of its .+\.$/,
};

for (const [name, answer] of Object.entries(PAGES)) {
  for (const theme of ['light', 'dark'] as const) {
    for (const [width, viewport] of Object.entries(WIDTHS)) {
      test(`${name}, ${theme}, ${width}: says how it stands, accessible, and no wider than the screen`, async ({
        browser,
        baseURL,
      }) => {
        const context = await browser.newContext({ viewport, colorScheme: theme, ...(baseURL && { baseURL }) });
        const page = await context.newPage();
        await page.goto(`/settings/${name}`);
        await loaded(page);
        await expect(page.getByRole('heading', { level: 1, name: answer })).toBeVisible();
        await expect(page.locator('nav[aria-label="Settings"] [aria-current="page"]')).toBeInViewport();
        await expectAccessible(page);
        await picture(page, `settings-${name}-${theme}-${width}`);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect(overflow).toBeLessThanOrEqual(0);
        await context.close();
      });
    }
  }
}

test('a deploy is on the charts of its group, with the way to its page, and told once', async ({ page, baseURL }) => {
  const url = `${baseURL}/settings/clusters`;
  const mark = { cluster: 'local', title: `shop ${Date.now()}`, url, group: 'payments-worker' };
  const headers = { origin: baseURL ?? '', 'idempotency-key': mark.title };
  const answers = [];
  for (let time = 0; time < 2; time += 1) {
    const answer = await page.request.post('/api/v1/events', { data: mark, headers });
    expect(answer.status(), await answer.text()).toBe(200);
    answers.push(await answer.json());
  }
  expect(answers.map(({ created }) => created)).toEqual([true, false]);

  await open(page, `${CLUSTER}/groups/payments-worker?range=15m`);
  const legend = page.getByRole('list', { name: 'Marks in the charts' });
  const told = legend.getByRole('listitem').filter({ hasText: `Deploy: ${mark.title}` });
  await expect(told).toHaveCount(1);
  await expect(told.getByRole('link', { name: new URL(url).host })).toHaveAttribute('href', url);
  await picture(page, 'group-with-a-deploy');

  await open(page, `${CLUSTER}/events`);
  await expect(page.getByText(`Deploy: ${mark.title}`)).toHaveCount(1);
});
