import { expect, type Page, test } from '@playwright/test';
import { CLUSTER, loaded, open } from './console.ts';
import { consolePages } from './console-pages.ts';

/** What the policy of the pages lets a browser do: all that they need, and nothing that was written into them. */

declare global {
  interface Window {
    violations: string[];
    ran: string[];
  }
}

/** Keeps what the browser refuses in this page, from its first moment. */
async function watchViolations(page: Page): Promise<void> {
  await page.addInitScript(() => {
    window.violations = [];
    window.ran = [];
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, sourceFile, sample }) => {
      window.violations.push(`${effectiveDirective}: ${blockedURI} ${sample} (${sourceFile ?? location.pathname})`);
    });
  });
}

const violations = (page: Page): Promise<string[]> => page.evaluate(() => window.violations);

const PATHS = [...consolePages(), `${CLUSTER}/topics/payments?tab=events`, '/no-such-page'];

// Following the system takes a script of its own, whatever the page.
for (const [theme, paths] of [
  ['light', PATHS],
  ['dark', PATHS],
  ['system', [CLUSTER, `${CLUSTER}/groups/payments-worker`]],
] as const) {
  test(`the policy forbids nothing that a page does, ${theme}`, async ({ page }) => {
    test.setTimeout(180_000);
    await watchViolations(page);
    await page.addInitScript((chosen) => localStorage.setItem('theme', chosen), theme);
    for (const path of paths) {
      await page.goto(path);
      await loaded(page);
      // The theme is set by a script of the page before anything is painted: it ran.
      const applied = theme === 'system' ? 'light' : theme;
      await expect(page.locator('html'), path).toHaveAttribute('data-theme', applied);
      expect(await violations(page), path).toEqual([]);
    }
  });
}

test('nor what the pages do where nobody is signed in', async ({ browser, baseURL }) => {
  const context = await browser.newContext({
    storageState: { cookies: [], origins: [] },
    ...(baseURL ? { baseURL } : {}),
  });
  const page = await context.newPage();
  await watchViolations(page);
  for (const path of ['/sign-in', '/setup?token=x', CLUSTER]) {
    await page.goto(path);
    await expect(page.getByRole('heading', { level: 1 }), path).toBeVisible();
    expect(await violations(page), path).toEqual([]);
  }
  await context.close();
});

test('nothing is forbidden while menus, dialogs, charts and themes are used', async ({ page }) => {
  await watchViolations(page);
  await open(page, `${CLUSTER}/groups/payments-worker`);
  await page.getByRole('button', { name: 'Theme' }).click();
  await page.getByRole('menuitemradio', { name: 'Dark' }).click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.keyboard.press('Escape');
  await page.getByRole('slider').first().hover();
  await page.keyboard.press('ControlOrMeta+k');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: 'Topics' }).first().click();
  await expect(page).toHaveURL(/\/topics/);
  await loaded(page);
  expect(await violations(page)).toEqual([]);
});

test('a script that gets into a page all the same does not run', async ({ page }) => {
  await watchViolations(page);
  await open(page, CLUSTER);
  await page.evaluate(async () => {
    const box = document.createElement('div');
    document.body.append(box);
    box.innerHTML = `<img src="x" onerror="window.ran.push('handler')"><a href="javascript:window.ran.push('link')">x</a>`;
    const inline = document.createElement('script');
    inline.textContent = `window.ran.push('inline')`;
    document.body.append(inline);
    const foreign = document.createElement('link');
    foreign.rel = 'stylesheet';
    foreign.href = 'https://elsewhere.example/x.css';
    document.head.append(foreign);
    box.querySelector('a')?.click();
    // Text as code: what eval does as well, which a debugger may do and a page may not.
    window.setTimeout(`window.ran.push('text')`);
    await fetch('https://elsewhere.example/').catch(() => {});
  });
  await expect
    .poll(async () => (await violations(page)).map((text) => text.split(':')[0]).toSorted())
    .toEqual(
      expect.arrayContaining(['connect-src', 'script-src', 'script-src-attr', 'script-src-elem', 'style-src-elem']),
    );
  expect(await page.evaluate(() => window.ran)).toEqual([]);
});
