import { expect, test } from '@playwright/test';
import { CLUSTER, open } from './console.ts';

test.use({ viewport: { width: 1280, height: 860 }, deviceScaleFactor: 1 });

test('refresh the picture of the README', async ({ page, request }) => {
  const lag = await (await request.get(`/api/v1${CLUSTER}/groups/audit-archiver/lag`)).json();
  await open(page, `${CLUSTER}/groups/audit-archiver?from=${lag.recordedFrom}`);
  await expect(page.locator('[data-plot] svg')).toHaveCount(2);
  await page.screenshot({ path: 'docs/images/group.png' });
});
