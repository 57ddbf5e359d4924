import { expect, test } from 'vitest';
import { releaseAt } from './version-name.ts';

// Levels of org.apache.kafka.server.common.MetadataVersion as of 4.3.1, which knows 4.4 as the next.
test.each([
  [0, null],
  [1, '3.0'],
  [7, '3.3'],
  [8, '3.4'],
  [11, '3.5'],
  [14, '3.6'],
  [19, '3.7'],
  [20, '3.8'],
  [21, '3.9'],
  [25, '4.0'],
  [27, '4.1'],
  [29, '4.2'],
  [30, '4.3'],
  [31, '4.3+'],
])('level %i is %s', (level, release) => {
  expect(releaseAt(level)).toBe(release);
});
