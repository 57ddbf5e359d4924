import { expect, test } from '@playwright/test';
import { checkContract } from './contract.ts';

test('every answer of the running server matches the OpenAPI document', async ({ baseURL }) => {
  const report = await checkContract(baseURL ?? '');
  expect(report.failures).toEqual([]);
  expect(new Set(report.operations).size).toBeGreaterThan(10);
});
