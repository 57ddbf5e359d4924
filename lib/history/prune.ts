import { z } from 'zod';
import type { Database, Sql } from '#lib/db/database.ts';
import { type Lease, renewLease } from '#lib/db/lease.ts';
import { SUBSCRIPTION_CHUNK, SUBSCRIPTION_HOURS, TOPIC_CHUNK, TOPIC_HOURS } from './partition-spans.ts';
import { partitionsOf } from './partitions.ts';
import type { SeriesKind } from './seats.ts';

/** Rows of each kind that one call deletes at most: what is left waits for the next. */
const BATCH_ROWS = 1000;

export interface Pruned {
  rows: number;
  /** There may be more to delete. */
  more: boolean;
}

/**
 * Deletes subscriptions, groups and topics of which nothing is left: neither current state, nor a seat in the hours whose
 * polls are there, nor a chunk (`sealed_day` tells, so that no chunk need be looked for).
 * Groups of consoles and tests would pile up for ever otherwise. Only for the writer of the cluster's polls, between two
 * of them and under its lease: whoever remembers one of these ids must forget it, and every other writer does when it
 * takes the lease. Whatever table gets to name such an id needs a foreign key or a place in these conditions; what `membership`
 * has of a group goes with its months.
 */
export async function prune(db: Database, lease: Lease): Promise<Pruned> {
  return db.transaction(async (sql) => {
    const pruned: Pruned = { rows: 0, more: false };
    if (!(await renewLease(sql, lease))) return pruned;
    const keptFrom = new Date(await oldestKeptMs(sql));
    // In this order: a subscription keeps its group and its topic.
    for (const { table, unused } of UNUSED) {
      const ids = await unusedIds(sql, unused, lease.clusterId, keptFrom);
      if (ids.length === 0) continue;
      pruned.rows += await sql.execute(`delete from ${table} where id = any($1)`, [ids]);
      pruned.more ||= ids.length === BATCH_ROWS;
    }
    return pruned;
  });
}

const idSchema = z.object({ id: z.int() });

/** $1: cluster, $3: the first day of which something may be kept. */
async function unusedIds(sql: Sql, unused: string, clusterId: number, keptFrom: Date): Promise<number[]> {
  const rows = await sql.query(`${unused} limit $2`, [clusterId, BATCH_ROWS, keptFrom], idSchema);
  return rows.map(({ id }) => id);
}

/** Begin of the oldest partition that names series by id; for ever where there is none. */
async function oldestKeptMs(sql: Sql): Promise<number> {
  const begins: number[] = [LAST_INSTANT_MS];
  for (const table of [TOPIC_CHUNK, SUBSCRIPTION_CHUNK, TOPIC_HOURS, SUBSCRIPTION_HOURS]) {
    begins.push(...(await partitionsOf(sql, table)).map(({ fromMs }) => fromMs));
  }
  return Math.min(...begins);
}

const LAST_INSTANT_MS = Date.UTC(9999, 0);
/** True of a series (alias in front) without a chunk that is kept. */
const withoutChunks = (alias: string) => `(${alias}.sealed_day is null or ${alias}.sealed_day < $3)`;

/**
 * Those of `candidates` (a query for ids) without a seat. EXCEPT reads the seats once, whatever the planner knows of them:
 * an anti-join might look each id up, and poll_seat has the hour before the id in its key. Mostly there are no candidates.
 */
const withoutSeat = (candidates: string, kind: SeriesKind) => `
  with candidate as materialized (${candidates})
  select id from candidate
  except select series_id from poll_seat where cluster_id = $1 and kind = '${kind}' and exists (select from candidate)`;

const UNUSED = [
  {
    table: 'subscription',
    unused: withoutSeat(
      `select s.id from subscription s join consumer_group g on g.id = s.group_id
        where g.cluster_id = $1 and ${withoutChunks('s')}
          and not exists (select from subscription_now n where n.subscription_id = s.id)`,
      's',
    ),
  },
  {
    table: 'consumer_group',
    unused: `
      select g.id from consumer_group g
       where g.cluster_id = $1 and $3::timestamptz is not null
         and not exists (select from group_now n where n.group_id = g.id)
         and not exists (select from subscription s where s.group_id = g.id)`,
  },
  {
    table: 'topic',
    unused: withoutSeat(
      `select t.id from topic t
        where t.cluster_id = $1 and ${withoutChunks('t')}
          and not exists (select from topic_now n where n.topic_id = t.id)
          and not exists (select from subscription s where s.topic_id = t.id)`,
      't',
    ),
  },
];
