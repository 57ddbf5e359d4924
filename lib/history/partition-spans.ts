import { DAY_MS, dayOf, HOUR_MS, hourOf } from './hours.ts';

/** A table of the history that is partitioned by time, one partition per UTC hour, day or month. */
export interface PartitionedTable {
  parent: string;
  unit: 'hour' | 'day' | 'month';
  /** Columns whose values are kept uncompressed outside the row, so that a slice of one can be read by itself. */
  external: readonly string[];
}

export const POLL: PartitionedTable = { parent: 'poll', unit: 'hour', external: ['body'] };
export const TOPIC_CHUNK: PartitionedTable = {
  parent: 'topic_chunk',
  unit: 'day',
  external: ['log_start', 'high', 'open', 'hour_stats'],
};
export const SUBSCRIPTION_CHUNK: PartitionedTable = {
  parent: 'subscription_chunk',
  unit: 'day',
  external: ['committed', 'total', 'hour_stats'],
};
export const TOPIC_HOURS: PartitionedTable = { parent: 'topic_hours', unit: 'month', external: ['stats'] };
export const SUBSCRIPTION_HOURS: PartitionedTable = {
  parent: 'subscription_hours',
  unit: 'month',
  external: ['lag', 'total'],
};
export const EVENT: PartitionedTable = { parent: 'event', unit: 'month', external: [] };
export const MEMBERSHIP: PartitionedTable = { parent: 'membership', unit: 'month', external: [] };
export const STATUS_CHANGE: PartitionedTable = { parent: 'status_change', unit: 'month', external: [] };

/** The time one partition stands for. */
export interface Span {
  name: string;
  fromMs: number;
  /** Without this instant. */
  toMs: number;
}

const DIGITS = { hour: 10, day: 8, month: 6 } as const;

/** The partition that an instant falls into: poll_2026112314, topic_chunk_20261123, topic_hours_202611. */
export function spanAt({ parent, unit }: PartitionedTable, atMs: number): Span {
  const fromMs = startOf(unit, atMs);
  const digits = new Date(fromMs).toISOString().replaceAll(/[-T:]/g, '').slice(0, DIGITS[unit]);
  return { name: `${parent}_${digits}`, fromMs, toMs: endOf(unit, fromMs) };
}

/** The span of a partition of this name; null for a name that none of this table has. */
export function spanOfName(table: PartitionedTable, name: string): Span | null {
  const digits = name.slice(table.parent.length + 1);
  if (!name.startsWith(`${table.parent}_`) || !/^\d+$/.test(digits) || digits.length !== DIGITS[table.unit])
    return null;
  const part = (from: number, to: number) => Number(digits.slice(from, to) || 0);
  return spanAt(table, Date.UTC(part(0, 4), part(4, 6) - 1, part(6, 8) || 1, part(8, 10)));
}

function startOf(unit: PartitionedTable['unit'], atMs: number): number {
  if (unit === 'hour') return hourOf(atMs);
  if (unit === 'day') return dayOf(atMs);
  const at = new Date(atMs);
  return Date.UTC(at.getUTCFullYear(), at.getUTCMonth());
}

function endOf(unit: PartitionedTable['unit'], fromMs: number): number {
  if (unit === 'hour') return fromMs + HOUR_MS;
  if (unit === 'day') return fromMs + DAY_MS;
  const from = new Date(fromMs);
  return Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + 1);
}
