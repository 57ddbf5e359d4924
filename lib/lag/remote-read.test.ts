import { expect, test } from 'vitest';
import type { PartitionVerdict } from './partition.ts';
import { remoteReadBefore, withRemoteRead } from './remote-read.ts';

const verdict = (changes: Partial<PartitionVerdict> = {}) =>
  ({ state: 'ok', lag: 60n, unassigned: false, ...changes }) as PartitionVerdict;

test.each([
  ['before the local log start', verdict(), 40n, 50n, 50n],
  ['at the local log start', verdict(), 50n, 50n, null],
  ['after it', verdict(), 51n, 50n, null],
  ['without one that is known', verdict(), 40n, undefined, null],
  ['without a position', verdict({ state: 'no-commit', lag: null }), null, 50n, null],
  ['lost, before the true log start', verdict({ state: 'truncated' }), 4n, 50n, null],
  ['with nothing left to read', verdict({ lag: 0n }), 40n, 50n, null],
  ['read by nobody', verdict({ unassigned: true }), 40n, 50n, null],
])('a position %s', (_what, judged, position, localStart, expected) => {
  expect(remoteReadBefore(judged, position, localStart)).toBe(expected);
});

test('what was said of the partition before stays', () => {
  const remote = 'reads from remote storage: its next record is before the local log start 1,200';
  expect(withRemoteRead(null, 1_200n)).toBe(remote);
  expect(withRemoteRead('12 past the start offset are done already', 1_200n)).toBe(
    `12 past the start offset are done already; ${remote}`,
  );
});
