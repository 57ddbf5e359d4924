import type { Incident } from '#lib/api/schemas/incidents.ts';
import type { LagSeries } from '#lib/api/schemas/series.ts';
import { LONGEST_RANGE_DAYS, type TimeRange } from '#lib/client/time-range.ts';

/** What is shown of the time before an incident began. */
const BEFORE_MS = 3_600_000;
const LONGEST_MS = LONGEST_RANGE_DAYS * 86_400_000;

/** From an hour before an incident began to its end, or on and on while it lasts; what is longer than charts can be is its beginning. */
export function incidentWindow({ since, resolvedAt }: Incident, now: number): TimeRange {
  const fromMs = Date.parse(since) - BEFORE_MS;
  const endMs = resolvedAt === null ? null : Date.parse(resolvedAt);
  const lastMs = fromMs + LONGEST_MS;
  if ((endMs ?? now) > lastMs) return { kind: 'between', fromMs, toMs: lastMs };
  return { kind: 'between', fromMs, toMs: endMs };
}

interface IncidentChartOf {
  unit: LagSeries['unit'];
  by: LagSeries['by'];
  /** Key of the one series that the incident is about; null: of the group as a whole. */
  chosen: string | null;
}

/** Which lag an incident of a group is about: in the unit of its rule, of the whole, of one topic, or of its worst partition. */
export function chartOf({ limit, topic, worst }: Pick<Incident, 'limit' | 'topic' | 'worst'>): IncidentChartOf {
  const unit = limit?.metric === 'time-lag' ? 'seconds' : 'messages';
  if (topic !== null) return { unit, by: 'topic', chosen: topic };
  const isOfPartition = limit?.metric === 'lag' && limit.aggregation === 'worst-partition';
  if (!isOfPartition || worst.topic === null || worst.partition === null) return { unit, by: 'group', chosen: null };
  return { unit, by: 'partition', chosen: `${worst.topic}/${worst.partition}` };
}
