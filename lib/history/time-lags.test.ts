import { expect, test } from 'vitest';
import { packTimeLag } from '#lib/lag/time-lag.ts';
import { encodeTimeLags, TimeLagBody } from './time-lags.ts';

test('every partition of every subscription comes back', () => {
  const one = Int32Array.of(packTimeLag(0, 'exact'), packTimeLag(12_300, 'interpolated'));
  const other = Int32Array.of(packTimeLag(86_400_000, 'at-least'));
  const body = new TimeLagBody(
    encodeTimeLags([
      { subscriptionId: 7, packed: one },
      { subscriptionId: 9, packed: new Int32Array(0) },
      { subscriptionId: 2_000_000_000, packed: other },
    ]),
  );
  expect(body.at(7, 0)).toEqual({ ms: 0, quality: 'exact' });
  expect(body.at(7, 1)).toEqual({ ms: 12_300, quality: 'interpolated' });
  expect(body.at(2_000_000_000, 0)).toEqual({ ms: 86_400_000, quality: 'at-least' });
});

test('what the poll had nothing of is unknown', () => {
  const body = new TimeLagBody(encodeTimeLags([{ subscriptionId: 7, packed: Int32Array.of(0) }]));
  for (const [id, partition] of [
    [7, 1],
    [8, 0],
  ] as const)
    expect(body.at(id, partition)).toEqual({ ms: null, quality: 'unknown' });
  expect(new TimeLagBody(Buffer.alloc(0)).at(7, 0).ms).toBeNull();
});
