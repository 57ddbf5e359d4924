import { z } from 'zod';
import { groupSlug } from '#lib/api/group-slug.ts';
import { type GroupRow, groupTypeSchema } from '#lib/api/schemas/groups.ts';
import { decimalColumn, failureColumn, instantColumn, lagRankColumn, stateCountsColumn } from './stored-values.ts';

/** The columns of group_now that make a row of a list. */
export const GROUP_ROW_COLUMNS =
  'name, type, protocol_type, state, assign_only, lag, known_partitions, total_partitions, topics, members, worst_rank,' +
  ' worst_since, states, trend, failure';

export const groupRowColumns = z.object({
  name: z.string(),
  type: groupTypeSchema.catch('unknown'),
  protocol_type: z.string(),
  state: z.string(),
  assign_only: z.boolean(),
  lag: decimalColumn.nullable(),
  known_partitions: z.int(),
  total_partitions: z.int(),
  topics: z.int(),
  members: z.int().nullable(),
  worst_rank: lagRankColumn.nullable(),
  worst_since: instantColumn.nullable(),
  states: stateCountsColumn,
  trend: z.array(z.string().nullable()),
  failure: failureColumn.nullable(),
});

/** A row of group_now as the API answers it. */
export function toGroupRow(row: z.output<typeof groupRowColumns>): GroupRow {
  return {
    group: row.name,
    slug: groupSlug(row.name),
    type: row.type,
    protocolType: row.protocol_type,
    state: row.state,
    assignOnly: row.assign_only,
    lag: row.lag,
    knownPartitions: row.known_partitions,
    totalPartitions: row.total_partitions,
    topics: row.topics,
    members: row.members,
    worst: row.worst_rank,
    worstSince: row.worst_since,
    states: row.states,
    trend: row.trend,
    failure: row.failure,
  };
}
