import { z } from 'zod';
import type { Sql } from '#lib/db/database.ts';
import { type Family, labelSet } from './exposition.ts';

/** What fires, and what could not be told to anybody yet. */
export interface AlertCounts {
  incidents: { cluster: string; severity: string; count: number }[];
  /** By state; those that arrived are not among them. */
  deliveries: { state: 'waiting' | 'parked'; count: number }[];
}

const incidentRow = z.object({ cluster: z.string(), severity: z.string(), count: z.int() });
const deliveryRow = z.object({ state: z.enum(['waiting', 'parked']), count: z.int() });

/** Open incidents of these clusters, and undelivered deliveries of all. Throws a DatabaseError. */
export async function readAlertCounts(sql: Sql, clusters: readonly string[]): Promise<AlertCounts> {
  const incidents = await sql.query(
    `select c.name as cluster, i.severity, count(*)::int4 as count from incident i join cluster c on c.id = i.cluster_id
      where i.resolved_at is null and c.name = any($1) group by 1, 2 order by 1, 2`,
    [clusters],
    incidentRow,
  );
  const deliveries = await sql.query(
    `select state, count(*)::int4 as count from delivery where state <> 'delivered' group by 1`,
    [],
    deliveryRow,
  );
  return { incidents, deliveries };
}

/** Families about alerts; null where Postgres does not say. A state without any delivery stands at 0, so that a rise is seen. */
export function alertFamilies(counts: AlertCounts | null): Family[] {
  const ofState = (state: 'waiting' | 'parked') => ({
    labels: labelSet({ state }),
    value: counts?.deliveries.find((one) => one.state === state)?.count ?? 0,
  });
  return [
    {
      name: 'tidemark_incidents',
      type: 'gauge',
      help: 'Incidents that are open, by severity of their rule.',
      samples: (counts?.incidents ?? []).map(({ cluster, severity, count }) => ({
        labels: labelSet({ cluster, severity }),
        value: count,
      })),
    },
    {
      name: 'tidemark_deliveries',
      type: 'gauge',
      help: 'Notices that were not delivered yet: waiting for their next attempt, or parked until somebody redelivers them.',
      samples: counts === null ? [] : [ofState('waiting'), ofState('parked')],
    },
  ];
}
