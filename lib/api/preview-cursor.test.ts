import { expect, test } from 'vitest';
import type { PreviewPlace } from '#lib/alerts/preview/part.ts';
import { decodePlace, encodePlace } from './preview-cursor.ts';

const AT_MS = Date.UTC(2026, 10, 23, 14);
const open = { sinceMs: AT_MS, firedAtMs: AT_MS, resolvedAtMs: null, worst: 12.5 };
const state = {
  phase: 'firing' as const,
  sinceMs: AT_MS,
  heldFromMs: AT_MS,
  clearFromMs: null,
  seenAtMs: AT_MS,
  unknownFromMs: null,
  valuelessFromMs: null,
  isNoData: false,
  lostFromMs: null,
  recreated: null,
  isHeld: false,
  resolvedAtMs: null,
};

test.each<PreviewPlace>([
  { after: 'payments', within: null },
  { after: null, within: { group: 'a\nb', topic: 'orders', atMs: AT_MS, saved: { state: null, open: null } } },
  { after: 'ümlaut', within: { group: 'x', topic: null, atMs: AT_MS, saved: { state, open } } },
])('a place comes back as it was: %j', (place) => {
  expect(decodePlace(encodePlace(place))).toEqual(place);
});

test.each(['payments', '', Buffer.from('{"after":1}').toString('base64url')])('%j is none', (after) => {
  expect(() => decodePlace(after)).toThrow('after: must be the next of the part before');
});
