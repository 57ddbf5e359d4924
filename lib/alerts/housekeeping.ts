import type { Database } from '#lib/db/database.ts';
import { endUnwatched, type UnwatchedQuery } from './unwatched.ts';

/** What one round takes away at most: it must not hold up what polls write. */
const MOST_ROWS = 5_000;

export interface AlertHousekeeping extends Omit<UnwatchedQuery, 'nowMs' | 'afterMs'> {
  unwatchedAfterMs: number;
  /** How long what is over is kept. */
  keepMs: number;
}

/** What the engine does for incidents and deliveries in every round. */
export function alertHousekeeping(database: Database, { keepMs, unwatchedAfterMs, ...unwatched }: AlertHousekeeping) {
  return [
    {
      what: 'ending incidents of clusters that are watched no more',
      run: (nowMs: number) => endUnwatched(database, { ...unwatched, afterMs: unwatchedAfterMs, nowMs }),
    },
    {
      what: 'dropping past incidents',
      // Their deliveries go with them.
      run: (nowMs: number) =>
        database.execute(
          `delete from incident where id in
             (select id from incident where resolved_at < $1 order by opened_at limit $2)`,
          [new Date(nowMs - keepMs), MOST_ROWS],
        ),
    },
    {
      what: 'dropping what was told of past storms',
      run: (nowMs: number) =>
        database.execute(
          // Of one that goes on, what follows is told to whoever was told before.
          `delete from delivery where id in
             (select d.id from delivery d left join storm s on s.notice_id = d.notice_id
               where d.incident_id is null and d.settled_at < $1
                 and (s.notice_id is null or s.resolved_at < $1) order by d.id limit $2)`,
          [new Date(nowMs - keepMs), MOST_ROWS],
        ),
    },
    {
      what: 'dropping past storms',
      run: (nowMs: number) =>
        database.execute(
          'delete from storm where notice_id in (select notice_id from storm where resolved_at < $1 limit $2)',
          [new Date(nowMs - keepMs), MOST_ROWS],
        ),
    },
    {
      what: 'dropping past silences',
      run: (nowMs: number) =>
        database.execute(
          'delete from silence where id in (select id from silence where ends_at < $1 order by ends_at limit $2)',
          [new Date(nowMs - keepMs), MOST_ROWS],
        ),
    },
  ];
}
