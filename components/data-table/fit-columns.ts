/** What is needed of a column to decide whether it fits. */
export interface FittingColumn {
  id: string;
  width: number;
  pinned?: boolean;
  hiddenAtFirst?: boolean;
  priority?: number;
}

/** What the reader chose, by column id; absent means "as the table is made". */
export type ColumnChoice = Readonly<Record<string, boolean>>;

/** True where the reader, or else the table, wants the column shown. */
export function isWanted(column: FittingColumn, choice: ColumnChoice): boolean {
  return column.pinned === true || (choice[column.id] ?? column.hiddenAtFirst !== true);
}

/**
 * The ids of the wanted columns that fit side by side, in order. The least important give way first, the rightmost of
 * equals before the others; so nothing is ever cut off at the edge and no table scrolls sideways.
 */
export function fitColumns(columns: readonly FittingColumn[], choice: ColumnChoice, widthPx: number): string[] {
  const shown = columns.filter((column) => isWanted(column, choice));
  let needed = shown.reduce((sum, column) => sum + column.width, 0);
  while (needed > widthPx) {
    const victim = shown.reduceRight<FittingColumn | null>(
      (least, column) => (!column.pinned && (least === null || rank(column) < rank(least)) ? column : least),
      null,
    );
    if (victim === null) break;
    shown.splice(shown.indexOf(victim), 1);
    needed -= victim.width;
  }
  return shown.map((column) => column.id);
}

function rank(column: FittingColumn): number {
  return column.priority ?? 1;
}
