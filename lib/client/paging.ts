/** Rows asked for at a time while scrolling: a few screens. */
export const PAGE_ROWS = 200;
/** The most the API gives at once. */
const MOST_ROWS = 1000;

interface Page<Row> {
  items: Row[];
  nextCursor: string | null;
}

/** All rows of a list, page after page. */
export async function allPages<Row>(
  fetchPage: (limit: number, cursor: string | null) => Promise<Page<Row>>,
): Promise<Row[]> {
  const rows: Row[] = [];
  let cursor: string | null = null;
  do {
    const page: Page<Row> = await fetchPage(MOST_ROWS, cursor);
    rows.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return rows;
}

/** The rows without repeats: one that moved between two pages while they were read is in both. */
export function distinctBy<Row>(rows: readonly Row[], idOf: (row: Row) => string): Row[] {
  const seen = new Set<string>();
  return rows.filter((row) => {
    const id = idOf(row);
    if (seen.has(id)) return false;
    seen.add(id);
    return true;
  });
}
