import { expect, test } from 'vitest';
import { deliveryExample } from '#lib/api/examples/destinations.ts';
import type { Delivery } from '#lib/api/schemas/destinations.ts';
import { parkedWords, reasonWords } from './parked-words.ts';

const EXAMPLE = deliveryExample as Delivery;
const parked = (reason: string | null, name = 'pager'): Delivery => ({
  ...EXAMPLE,
  reason,
  destination: { ...EXAMPLE.destination, name },
});

test.each([
  [1, '1 page could not be delivered'],
  [2, '2 pages could not be delivered'],
  [1_000, '1,000 pages or more could not be delivered'],
])('how many: %d', (count, words) => expect(parkedWords(count).replaceAll('\u00a0', ' ')).toBe(words));

test('why, by whom, the reason of most of them first', () => {
  expect(reasonWords([parked('400 no'), parked('403 invalid key', 'chat'), parked('403 invalid key', 'chat')])).toBe(
    '403 invalid key from chat; 400 no from pager',
  );
  expect(reasonWords([parked('403')])).toBe('403 from pager');
  expect(reasonWords([parked('1'), parked('2'), parked('3'), parked('4')])).toMatch(
    /^1 from pager; 2 from pager; and 2.more reasons$/,
  );
});
