import { test } from '@playwright/test';
import { CLUSTER, open } from './console.ts';

test.use({ viewport: { width: 1280, height: 860 }, deviceScaleFactor: 1 });

test('refresh the picture of the README', async ({ page }) => {
  await open(page, `${CLUSTER}/groups/audit-archiver?range=15m`);
  await page.screenshot({ path: 'docs/images/group.png' });
});
