/**
 * Names for labels: ids that differ only in what Postgres cannot hold are stored alike, and two series of the same labels would
 * void the whole scrape. All but the first of a name get their number behind it.
 */
export function distinctNames(groups: readonly { id: number; name: string }[]): Map<number, string> {
  const taken = new Set<string>();
  return new Map(
    groups.map(({ id, name }) => {
      const shown = taken.has(name) ? `${name}#${id}` : name;
      taken.add(name);
      return [id, shown];
    }),
  );
}
