import type { ListOrder, PageStart } from '#lib/views/keyset.ts';
import { type CursorScope, decodeCursor, encodeCursor } from './cursor.ts';

/** Where the asked page begins; null at the first. Throws CURSOR_INVALID. */
export function listPosition(scope: CursorScope, order: ListOrder, cursor: string | undefined): PageStart | null {
  return cursor === undefined ? null : decodeCursor(scope, order.keys.length, cursor);
}

/** The id that the asked page begins after, in a list by ids, the newest first; null at the first page. Throws CURSOR_INVALID. */
export function newestPosition(scope: CursorScope, cursor: string | undefined): bigint | null {
  const [before] = cursor === undefined ? [] : decodeCursor(scope, 1, cursor).keys;
  return before === undefined ? null : BigInt(before);
}

/** Where a list by ids goes on after a row. */
export const afterId = ({ id }: { id: string }): PageStart => ({ keys: [id], name: '' });

/** A page of rows that were asked for with one more than `limit`, and the cursor of the one that follows. */
export function cutPage<Row>(
  scope: CursorScope,
  rows: readonly Row[],
  limit: number,
  startAfter: (row: Row) => PageStart,
): { items: Row[]; nextCursor: string | null } {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return {
    items,
    nextCursor: rows.length > limit && last !== undefined ? encodeCursor(scope, startAfter(last)) : null,
  };
}

/** The cursor of the page that follows; null on the last page. */
export function nextCursor(scope: CursorScope, next: PageStart | null): string | null {
  return next === null ? null : encodeCursor(scope, next);
}
