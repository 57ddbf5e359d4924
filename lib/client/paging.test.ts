import { expect, it } from 'vitest';
import { allPages, distinctBy, nextPage } from './paging.ts';

it('reads page after page until there is no cursor', async () => {
  const pages = new Map([
    [null, { items: [1, 2], nextCursor: 'a' }],
    ['a', { items: [3], nextCursor: 'b' }],
    ['b', { items: [], nextCursor: null }],
  ]);
  const asked: (string | null)[] = [];
  const rows = await allPages(async ({ cursor }) => {
    asked.push(cursor);
    return pages.get(cursor) ?? { items: [], nextCursor: null };
  });
  expect(rows).toEqual([1, 2, 3]);
  expect(asked).toEqual([null, 'a', 'b']);
});

it('gives no half file when a page fails', async () => {
  const failing = allPages(async ({ cursor }) => {
    if (cursor !== null) throw new Error('gone');
    return { items: [1], nextCursor: 'a' };
  });
  await expect(failing).rejects.toThrow('gone');
});

it('asks for longer pages the further one scrolls', () => {
  expect(nextPage({ nextCursor: null }, [1])).toBeNull();
  expect(nextPage({ nextCursor: 'a' }, [1])).toEqual({ limit: 300, cursor: 'a' });
  expect(nextPage({ nextCursor: 'b' }, [1, 2])).toEqual({ limit: 1000, cursor: 'b' });
});

it('keeps the first of rows that came twice', () => {
  const rows = [
    { id: 'a', n: 1 },
    { id: 'b', n: 2 },
    { id: 'a', n: 3 },
  ];
  expect(distinctBy(rows, (row) => row.id).map((row) => row.n)).toEqual([1, 2]);
});
