import { z } from 'zod';
import type { Transaction } from '#lib/db/database.ts';
import type { ReplayTarget } from './part.ts';
import type { Past } from './past.ts';

const rowSchema = z.object({ at: z.date(), group: z.string().nullable(), topic: z.string().nullable() });

/** When groups, and topics, that are there again were deleted, by what the events tell: whatever a rule had open of them ended then. */
export async function deletionsOf(
  tx: Transaction,
  { clusterId, fromMs, toMs }: Past,
): Promise<(target: ReplayTarget) => number[]> {
  const rows = await tx.query(
    `select at, data->>'group' as group, data->>'topic' as topic from event
      where cluster_id = $1 and at >= $2 and at < $3 and kind in ('group-deleted', 'topic-deleted') order by at`,
    [clusterId, new Date(fromMs), new Date(toMs)],
    rowSchema,
  );
  const [groups, topics] = [new Map<string, number[]>(), new Map<string, number[]>()];
  for (const { at, group, topic } of rows) {
    if (group !== null) groups.set(group, [...(groups.get(group) ?? []), at.getTime()]);
    else if (topic !== null) topics.set(topic, [...(topics.get(topic) ?? []), at.getTime()]);
  }
  return ({ group, topic }) =>
    [
      ...((group === null ? null : groups.get(group)) ?? []),
      ...((topic === null ? null : topics.get(topic)) ?? []),
    ].sort((one, other) => one - other);
}
