import { expect, test } from 'vitest';
import type { Evidence, OffsetsReset } from './evidence.ts';
import { offsetsReset } from './offsets-reset.ts';
import { textOf } from './sentence.ts';
import { AT, evidence, MINUTE, place, slow, WINDOW_FROM } from './testing.ts';

const reset = (rest: Partial<OffsetsReset> = {}): OffsetsReset => ({
  atMs: AT - MINUTE,
  direction: 'back',
  messages: 9_000,
  places: [place(0)],
  partitions: 1,
  ...rest,
});

test.each<[what: string, resets: OffsetsReset[], rest: Partial<Evidence>, says: string | null, share: number]>([
  ['none', [], { partitions: [slow(0)] }, null, 0],
  [
    'back, and half of it waits',
    [reset()],
    { partitions: [slow(0)] },
    'Offsets were set back by 9,000 on orders 0 at 2026-11-23 14:04:00 UTC, outside Tidemark: those are read again.',
    1,
  ],
  [
    'back, and most of the lag is older',
    [reset({ messages: 450, partitions: 7 })],
    { partitions: [slow(0)] },
    'Offsets were set back by 450 on 7 partitions at 2026-11-23 14:04:00 UTC, outside Tidemark: those are read again.',
    0.1,
  ],
  ['back, and all is read again', [reset()], {}, null, 0],
  [
    'forward',
    [reset({ direction: 'forward' })],
    {},
    'Offsets were set forward by 9,000 on orders 0 at 2026-11-23 14:04:00 UTC, outside Tidemark: those are never read.',
    0,
  ],
  ['forward, before the window', [reset({ direction: 'forward', atMs: WINDOW_FROM - 1 })], {}, null, 0],
])('%s', (_, resets, rest, says, share) => {
  const cause = offsetsReset(evidence({ resets, ...rest }));
  expect(cause && textOf(cause.says)).toBe(says);
  expect(cause?.share ?? 0).toBe(share);
});
