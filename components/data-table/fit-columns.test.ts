import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FittingColumn, fitColumns } from './fit-columns.ts';

const COLUMNS: FittingColumn[] = [
  { id: 'group', width: 200, pinned: true },
  { id: 'state', width: 100, priority: 3 },
  { id: 'lag', width: 100, priority: 3 },
  { id: 'type', width: 100 },
  { id: 'members', width: 100 },
  { id: 'assignor', width: 100, hiddenAtFirst: true },
];

describe('fitColumns', () => {
  it.each([
    ['all fit', {}, 700, ['group', 'state', 'lag', 'type', 'members']],
    ['the rightmost of the least important goes first', {}, 599, ['group', 'state', 'lag', 'type']],
    ['important ones stay longest', {}, 400, ['group', 'state', 'lag']],
    ['the pinned one always stays', {}, 10, ['group']],
    ['the reader hid one', { state: false }, 700, ['group', 'lag', 'type', 'members']],
    ['the reader asked for one', { assignor: true }, 700, ['group', 'state', 'lag', 'type', 'members', 'assignor']],
    ['the pinned one cannot be hidden', { group: false }, 10, ['group']],
  ] as const)('%s', (_, choice, width, expected) => expect(fitColumns(COLUMNS, choice, width)).toEqual(expected));

  it('never overflows while anything may give way, and keeps the order', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1200 }),
        fc.dictionary(fc.constantFrom(...COLUMNS.map((c) => c.id)), fc.boolean()),
        (width, choice) => {
          const ids = fitColumns(COLUMNS, choice, width);
          const taken = COLUMNS.filter((c) => ids.includes(c.id));
          expect(taken.map((c) => c.id)).toEqual(ids);
          const sum = taken.reduce((total, c) => total + c.width, 0);
          expect(sum <= width || taken.every((c) => c.pinned)).toBe(true);
        },
      ),
    );
  });
});
