import { expect, it } from 'vitest';
import { retentionWords } from './retention.ts';

it.each([
  ['604800000', '-1', '7 d'],
  ['-1', '1073741824', '1 GiB per partition'],
  ['604800000', '1073741824', '7 d or 1 GiB per partition'],
  ['-1', '-1', 'for ever'],
  ['-1', null, 'for ever'],
  [null, null, null],
] as const)('%s ms and %s bytes: %s', (ms, bytes, expected) => {
  expect(retentionWords(ms, bytes)?.replaceAll('\u00a0', ' ') ?? null).toBe(expected);
});
