import type { ListOrder, PageStart } from '#lib/views/keyset.ts';
import { type CursorScope, decodeCursor, encodeCursor } from './cursor.ts';

/** Where the asked page begins; null at the first. Throws CURSOR_INVALID. */
export function listPosition(scope: CursorScope, order: ListOrder, cursor: string | undefined): PageStart | null {
  return cursor === undefined ? null : decodeCursor(scope, order.keys.length, cursor);
}

/** The cursor of the page that follows; null on the last page. */
export function nextCursor(scope: CursorScope, next: PageStart | null): string | null {
  return next === null ? null : encodeCursor(scope, next);
}
