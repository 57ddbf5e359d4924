import { expect, type Page } from '@playwright/test';
import { expectAccessible, picture } from './console.ts';

const WIDE = { width: 1440, height: 900 };
const NARROW = { width: 390, height: 844 };
const LOOKS = {
  'light-wide': { viewport: WIDE, colorScheme: 'light' },
  'dark-wide': { viewport: WIDE, colorScheme: 'dark' },
  'light-narrow': { viewport: NARROW, colorScheme: 'light' },
  'dark-narrow': { viewport: NARROW, colorScheme: 'dark' },
} as const;
type Look = keyof typeof LOOKS;

/** Pictures of the page as it is, in some looks; in each it must be accessible, and no wider than the screen. It stays in the last one. */
export async function pictures(page: Page, name: string, looks: readonly Look[]): Promise<void> {
  for (const look of looks) {
    const { viewport, colorScheme } = LOOKS[look];
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme });
    await expectAccessible(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
    await picture(page, `${name}-${look}`);
  }
}
