import { describe, expect, it } from 'vitest';
import { readSort, sortAfterClick, writeSort } from './sort-state.ts';

describe('readSort', () => {
  it.each([
    ['lag', { columnId: 'lag', descending: false }],
    ['-lag', { columnId: 'lag', descending: true }],
    ['-', null],
    ['', null],
    ['password', null],
    ['--lag', null],
  ] as const)('%j', (text, expected) => expect(readSort(text, ['lag', 'group'])).toEqual(expected));

  it('reads back what was written', () => {
    const sort = { columnId: 'group', descending: true };
    expect(readSort(writeSort(sort), ['group'])).toEqual(sort);
  });
});

it('a second click turns the sort round, another column begins its own way', () => {
  const first = sortAfterClick(null, 'lag', true);
  expect(first).toEqual({ columnId: 'lag', descending: true });
  expect(sortAfterClick(first, 'lag', true)).toEqual({ columnId: 'lag', descending: false });
  expect(sortAfterClick(first, 'group', false)).toEqual({ columnId: 'group', descending: false });
});
