import { z } from 'zod';
import type { GroupRow } from '#lib/api/schemas/groups.ts';
import { STATUSES, severityOfRank, statusOf } from '#lib/lag/status/status.ts';
import { instantColumn } from './stored-values.ts';

/** A status as it is stored; a name this version does not know says nothing. */
export const statusColumn = z.string().nullable().transform(statusOf);

/** Counts by status, without the zeros and without names this version does not know. */
export const statusCountsColumn = z
  .record(z.string(), z.int())
  .transform((counts): GroupRow['statuses'] =>
    Object.fromEntries(STATUSES.flatMap((status) => (counts[status] ? [[status, counts[status]]] : []))),
  );

/** The columns of group_now that tell its status. */
export const STATUS_COLUMNS = 'status, status_since, danger_rank, statuses';

export const statusColumns = {
  status: statusColumn,
  status_since: instantColumn.nullable(),
  danger_rank: z.int().nullable(),
  statuses: statusCountsColumn,
};

const rowSchema = z.object(statusColumns);

/** The same as the API answers them. */
export const toStatus = (
  row: z.output<typeof rowSchema>,
): Pick<GroupRow, 'status' | 'statusSince' | 'severity' | 'statuses'> => ({
  status: row.status,
  statusSince: row.status_since,
  severity: row.status === null || row.danger_rank === null ? null : severityOfRank(row.danger_rank),
  statuses: row.statuses,
});
