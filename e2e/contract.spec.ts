import { expect, test } from '@playwright/test';
import { asAdmin } from '#scripts/test/admin.ts';
import { checkContract } from './contract.ts';

test('every answer of the running server matches the OpenAPI document', async ({ baseURL, request }) => {
  const baseUrl = baseURL ?? '';
  const groups = async () => (await (await request.get('/api/v1/clusters/local/groups?search=payments')).json()).items;
  // Empty lists match any document: wait until a poll has found what the demo made.
  await expect.poll(async () => (await groups()).length, { timeout: 40_000 }).toBeGreaterThan(0);
  const report = await checkContract({ baseUrl, headers: await asAdmin(baseUrl) });
  expect(report.failures).toEqual([]);
  expect(new Set(report.operations).size).toBeGreaterThan(10);
});
