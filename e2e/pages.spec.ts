import { test } from '@playwright/test';
import { CLUSTER, expectAccessible, open, picture, watchBrowser } from './console.ts';

watchBrowser();

const PAGES = {
  overview: CLUSTER,
  groups: `${CLUSTER}/groups`,
  group: `${CLUSTER}/groups/payments-worker`,
  'group-in-trouble': `${CLUSTER}/groups/audit-archiver`,
  topics: `${CLUSTER}/topics`,
  topic: `${CLUSTER}/topics/payments`,
  'topic-events': `${CLUSTER}/topics/payments?tab=events`,
  brokers: `${CLUSTER}/brokers`,
  events: `${CLUSTER}/events`,
};

const WIDTHS = { wide: { width: 1440, height: 900 }, narrow: { width: 390, height: 844 } };

for (const [name, path] of Object.entries(PAGES)) {
  for (const theme of ['light', 'dark'] as const) {
    for (const [width, viewport] of Object.entries(WIDTHS)) {
      test(`${name}, ${theme}, ${width}: shows data, breaks no rule of accessibility, does not scroll sideways`, async ({
        browser,
        baseURL,
      }) => {
        const context = await browser.newContext({
          viewport,
          colorScheme: theme,
          timezoneId: 'UTC',
          ...(baseURL ? { baseURL } : {}),
        });
        const page = await context.newPage();
        await open(page, path);
        await expectAccessible(page);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        if (overflow > 0) throw new Error(`${overflow} px wider than the screen`);
        await picture(page, `${name}-${theme}-${width}`);
        await context.close();
      });
    }
  }
}
