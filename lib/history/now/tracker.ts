/** How two versions of a row differ: in what moves at every poll (`hot`), or in anything else (`cold`). */
export type Difference = 'none' | 'hot' | 'cold';

export interface Identified<Row> {
  id: number;
  row: Row;
}

export interface Changed<Row> extends Identified<Row> {
  before: Row;
}

/** What must be written so that a table shows the rows of a poll. */
export interface RowChanges<Row> {
  /** Rows that are not in the table, or of which it is not known what stands there. */
  fresh: Identified<Row>[];
  hot: Changed<Row>[];
  cold: Changed<Row>[];
  /** Ids to delete; `all-others` when it is not known which rows the table holds. */
  gone: number[] | 'all-others';
}

/** Knows what one *_now table holds for one cluster, so that only differences are written. */
export interface RowTracker<Row> {
  /** With `keepAbsent` (a listing had holes) rows missing from `rows` stay. */
  changes(rows: readonly Identified<Row>[], keepAbsent: boolean): RowChanges<Row>;
  /** The table now holds what the last `changes` asked for. */
  written(): void;
  /** It is not known any more what the table holds: everything is written again. */
  forget(): void;
}

/** A tracker that knows nothing yet. */
export function createRowTracker<Row>(differ: (before: Row, after: Row) => Difference): RowTracker<Row> {
  let known: Map<number, Row> | null = null;
  let next: Map<number, Row> | null = null;
  return {
    changes(rows, keepAbsent) {
      const changes: RowChanges<Row> = { fresh: [], hot: [], cold: [], gone: [] };
      const after = new Map<number, Row>();
      for (const { id, row } of rows) {
        after.set(id, row);
        const before = known?.get(id);
        if (before === undefined) {
          changes.fresh.push({ id, row });
          continue;
        }
        const difference = differ(before, row);
        if (difference !== 'none') changes[difference].push({ id, row, before });
      }
      if (keepAbsent) {
        for (const [id, row] of known ?? []) if (!after.has(id)) after.set(id, row);
        // Neither knowing the table nor having a full listing, it stays unknown what else is there.
        next = known === null ? null : after;
      } else {
        changes.gone = known === null ? 'all-others' : [...known.keys()].filter((id) => !after.has(id));
        next = after;
      }
      return changes;
    },
    written() {
      known = next;
      next = null;
    },
    forget() {
      known = null;
      next = null;
    },
  };
}

/** True when one of these members differs. */
export function differsIn<Row, Key extends keyof Row>(
  before: Row,
  after: Row,
  keys: readonly Key[],
  same: (a: unknown, b: unknown) => boolean,
): boolean {
  return keys.some((key) => !same(before[key], after[key]));
}
