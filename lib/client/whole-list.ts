import { getJson, withParams } from './api.ts';
import { allPages, distinctBy, type Page } from './paging.ts';

/** A list that was read to its end. */
export interface WholeList<Row> {
  items: Row[];
}

/** A list of what people made, which is short: read to its end, so that it is sorted, searched and summed up as a whole here. */
export async function readWholeList<Row extends { id: string }>(
  path: string,
  signal: AbortSignal,
): Promise<WholeList<Row>> {
  const rows = await allPages<Row>((page) => getJson<Page<Row>>(withParams(path, { ...page }), signal));
  return { items: distinctBy(rows, ({ id }) => id) };
}
