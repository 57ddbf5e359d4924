'use client';
import { useClusters } from '#lib/client/clusters.ts';

/** The names that a pattern of clusters may begin from, for the list of a text field. */
export function PatternOptions({ id }: { id: string }) {
  const clusters = useClusters().data?.items ?? [];
  return (
    <datalist id={id}>
      <option value="*">All clusters</option>
      {clusters.map(({ name }) => (
        <option key={name} value={name} />
      ))}
    </datalist>
  );
}
