/** What a statement must do so that a table shows `rows` again. */
export interface RowChanges<Row> {
  /** Rows not in the table yet, or (after `forget`) perhaps not as they are now. */
  fresh: Identified<Row>[];
  /** Rows in the table that differ, with what stands there. */
  changed: (Identified<Row> & { before: Row })[];
  /** Ids to delete; `all-others` when it is not known what the table holds. */
  gone: number[] | 'all-others';
}

export interface Identified<Row> {
  id: number;
  row: Row;
}

/** Knows what one *_now table holds for one cluster, so that only differences are written. */
export interface RowTracker<Row> {
  /** Compares by `same`; with `keepAbsent` rows that are missing from `rows` are not gone. */
  changes(rows: readonly Identified<Row>[], same: (a: Row, b: Row) => boolean, keepAbsent: boolean): RowChanges<Row>;
  /** The table now holds what the last `changes` asked for. */
  written(): void;
  /** It is not known what the table holds: everything is written again. */
  forget(): void;
}

/** A tracker that knows nothing yet. */
export function createRowTracker<Row>(): RowTracker<Row> {
  let known: Map<number, Row> | null = null;
  let next: Map<number, Row> | null = null;
  return {
    changes(rows, same, keepAbsent) {
      const after = new Map(rows.map(({ id, row }) => [id, row]));
      const fresh: Identified<Row>[] = [];
      const changed: (Identified<Row> & { before: Row })[] = [];
      for (const [id, row] of after) {
        const before = known?.get(id);
        if (before === undefined) fresh.push({ id, row });
        else if (!same(before, row)) changed.push({ id, row, before });
      }
      const absent = known === null ? [] : [...known].filter(([id]) => !after.has(id));
      if (keepAbsent) for (const [id, row] of absent) after.set(id, row);
      // Not knowing the table and having no full listing, it stays unknown what else is there.
      next = known === null && keepAbsent ? null : after;
      const others = known === null ? 'all-others' : absent.map(([id]) => id);
      return { fresh, changed, gone: keepAbsent ? [] : others };
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
