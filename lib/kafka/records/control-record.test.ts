import { expect, test } from 'vitest';
import { markerContent, transactionMarker } from './control-record.ts';

test.each(['abort', 'commit'] as const)('a marker of kind %s reads as it was written', (kind) => {
  const marker = { kind, coordinatorEpoch: 41 };
  expect(transactionMarker(markerContent(marker, 0n))).toEqual(marker);
});

test.each<[what: string, key: Buffer | null, value: Buffer | null]>([
  ['a change of leader in the metadata log', Buffer.from([0, 0, 0, 2]), Buffer.alloc(6)],
  ['no key', null, Buffer.alloc(6)],
  ['a key that is too short', Buffer.from([0, 0, 0]), Buffer.alloc(6)],
  ['no value', Buffer.alloc(4), null],
])('no marker: %s', (_what, key, value) => {
  expect(transactionMarker({ key, value })).toBeNull();
});
