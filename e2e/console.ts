import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';

/** The one cluster of the run. */
export const CLUSTER = '/clusters/local';

const SCREENSHOTS = 'screenshots';
mkdirSync(SCREENSHOTS, { recursive: true });

/** Waits for data on screen: no skeleton is left, charts are drawn, and the age of the data shows that it is live. */
export async function settled(page: Page): Promise<void> {
  await expect(page.getByText(/^live/).first()).toBeVisible();
  await loaded(page);
}

/** Waits until nothing loads any more; what is shown may be an error. */
export async function loaded(page: Page): Promise<void> {
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
  await expect(page.locator('[data-plot]:not(:has(svg))')).toHaveCount(0);
}

/** Goes there and waits for the data. */
export async function open(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await settled(page);
}

/** Keeps a picture of the page for people to look at. */
export async function picture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage: true });
}

/** Fails on what WCAG 2.1 AA forbids and axe can see. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'])
    .analyze();
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
  expect(found).toEqual([]);
}

/**
 * Fails the test that made the browser complain: an error in its console, a page error, or a request to elsewhere. `refusals`: the
 * statuses of what its tests send to be refused, which the browser reports by itself.
 */
export function watchBrowser(refusals: readonly number[] = []): void {
  const expected = [404, ...refusals].map((status) => `status of ${status}`);
  let complaints: string[] = [];
  test.beforeEach(async ({ page, baseURL }) => {
    complaints = [];
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => {
      // A page about something that does not exist asks for it and hears 404: the browser reports that by itself.
      const isExpected = expected.some((status) => message.text().includes(status));
      if (message.type() === 'error' && !isExpected) complaints.push(message.text());
    });
    page.on('request', (request) => {
      const url = request.url();
      if (!url.startsWith(baseURL ?? '') && !/^(data|blob):/.test(url)) complaints.push(`asked elsewhere: ${url}`);
    });
  });
  test.afterEach(() => expect(complaints).toEqual([]));
}
