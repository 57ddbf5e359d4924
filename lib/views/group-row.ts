import { z } from 'zod';
import { groupSlug } from '#lib/api/group-slug.ts';
import { type GroupRow, groupTypeSchema } from '#lib/api/schemas/groups.ts';
import { FLOW_COLUMNS, flowColumns, hotColumn, toFlow } from './flow-columns.ts';
import { lossColumn, toLoss } from './loss-column.ts';
import { STATUS_COLUMNS, statusColumns, toStatus } from './status-columns.ts';
import { decimalColumn, failureColumn, stateCountsColumn } from './stored-values.ts';
import { TIME_LAG_COLUMNS, timeLagColumns, toTimeLag } from './time-lag-columns.ts';

/** The columns of group_now that make a row of a list. */
export const GROUP_ROW_COLUMNS =
  'name, type, protocol_type, state, assign_only, lag, known_partitions, total_partitions, topics, members,' +
  ` lag_is_at_least, ${STATUS_COLUMNS}, states, trend, ${FLOW_COLUMNS}, ${TIME_LAG_COLUMNS}, loss, hot, failure`;

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
  lag_is_at_least: z.boolean(),
  ...statusColumns,
  states: stateCountsColumn,
  trend: z.array(z.string().nullable()),
  ...flowColumns,
  ...timeLagColumns,
  loss: lossColumn,
  hot: z.array(hotColumn),
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
    lagIsAtLeast: row.lag_is_at_least,
    knownPartitions: row.known_partitions,
    totalPartitions: row.total_partitions,
    topics: row.topics,
    members: row.members,
    ...toStatus(row),
    states: row.states,
    trend: row.trend,
    ...toFlow(row),
    timeLag: toTimeLag(row),
    loss: toLoss(row.loss),
    hot: row.hot,
    failure: row.failure,
  };
}
