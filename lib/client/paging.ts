/** What one page of a list is asked with. */
export interface PageParam {
  limit: number;
  cursor: string | null;
}

/** A few screens: quick to come. */
export const FIRST_PAGE: PageParam = { limit: 100, cursor: null };
/** The most the API gives at once. */
const MOST_ROWS = 1000;

/** One page of a list as the API gives it. */
export interface Page<Row> {
  items: Row[];
  nextCursor: string | null;
}

/** Longer and longer pages: whoever scrolls on through thousands asks for all of them again after each poll. */
export function nextPage(last: { nextCursor: string | null }, pages: readonly unknown[]): PageParam | null {
  if (last.nextCursor === null) return null;
  return { limit: pages.length === 1 ? 3 * FIRST_PAGE.limit : MOST_ROWS, cursor: last.nextCursor };
}

/** All rows of a list, page after page. */
export async function allPages<Row>(fetchPage: (page: PageParam) => Promise<Page<Row>>): Promise<Row[]> {
  const rows: Row[] = [];
  let cursor: string | null = null;
  do {
    const page: Page<Row> = await fetchPage({ limit: MOST_ROWS, cursor });
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
