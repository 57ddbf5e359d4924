import { z } from 'zod';
import type { Sql } from '#lib/db/database.ts';
import { type StatusChange, statusIntervals } from '#lib/lag/status/course.ts';
import { type Status, statusOf } from '#lib/lag/status/status.ts';
import { partitionStatusJson } from '../stored-json.ts';

/** A time in which a status held; null where none did. */
export interface StatusSpan {
  fromMs: number;
  toMs: number;
  status: Status | null;
}

export interface StatusQuery {
  groupId: number;
  fromMs: number;
  toMs: number;
}

export interface PartitionCourse {
  topic: string;
  partition: number;
  spans: StatusSpan[];
}

/** More changes are not read: what came before the oldest of them is told by what it says was before. */
const MOST_CHANGES = 20_000;
const MOST_PARTITIONS = 500;

const nameColumn = z.string().nullable().transform(statusOf);
const instantColumn = z.date().transform((at) => at.getTime());
const groupChangeRow = z.object({ at: instantColumn, was: nameColumn, status: nameColumn });
const nowRow = z.object({ status: nameColumn });

/** How the status of a group went from one instant to another: back from what it is now, change by change. */
export async function readGroupStatus(sql: Sql, { groupId, fromMs, toMs }: StatusQuery): Promise<StatusSpan[]> {
  const [now] = await sql.query('select status from group_now where group_id = $1', [groupId], nowRow);
  const changes = await sql.query(
    `select at, was, status from status_change
      where group_id = $1 and topic_id is null and at > $2 order by at desc, ordinal desc limit $3`,
    [groupId, new Date(fromMs), MOST_CHANGES],
    groupChangeRow,
  );
  return statusIntervals(now?.status ?? null, changes.map(toChange), fromMs, toMs);
}

const toChange = ({ at, was, status }: z.output<typeof groupChangeRow>): StatusChange => ({ atMs: at, was, status });

const partitionChangeRow = groupChangeRow.extend({ topicId: z.int(), partitions: z.array(z.int()) });
const topicRow = z.object({ topicId: z.int(), topic: z.string() });
const subscriptionRow = topicRow.extend({ statuses: z.array(partitionStatusJson) });

/** The same of its partitions, of those that were not OK all the time; `omitted`: how many more than `most` there were. */
export async function readPartitionStatuses(
  sql: Sql,
  { groupId, fromMs, toMs }: StatusQuery,
  most = MOST_PARTITIONS,
): Promise<{ courses: PartitionCourse[]; omitted: number }> {
  const subscriptions = await sql.query(
    `select s.topic_id as "topicId", t.name as topic, s.partition_statuses as statuses
       from subscription_now s join topic t on t.id = s.topic_id where s.group_id = $1`,
    [groupId],
    subscriptionRow,
  );
  const changes = await sql.query(
    `select at, was, status, topic_id as "topicId", partitions from status_change
      where group_id = $1 and topic_id is not null and at > $2 order by at desc, ordinal desc limit $3`,
    [groupId, new Date(fromMs), MOST_CHANGES],
    partitionChangeRow,
  );
  const places = new PlaceTable();
  for (const { topicId, statuses } of subscriptions) {
    for (const { status, runs } of statuses) places.putNow(topicId, runs, statusOf(status));
  }
  for (const change of changes) {
    for (const partition of change.partitions) places.addChange(change.topicId, partition, toChange(change));
  }
  const found = places.courses(fromMs, toMs);
  const names = await topicNames(sql, found);
  const courses = found
    .map(({ topicId, partition, spans }) => ({ topic: names.get(topicId) ?? '', partition, spans }))
    .sort((one, other) =>
      one.topic === other.topic ? one.partition - other.partition : one.topic < other.topic ? -1 : 1,
    );
  return { courses: courses.slice(0, most), omitted: Math.max(0, courses.length - most) };
}

async function topicNames(sql: Sql, found: readonly { topicId: number }[]): Promise<Map<number, string>> {
  const ids = [...new Set(found.map(({ topicId }) => topicId))];
  const rows = await sql.query('select id as "topicId", name as topic from topic where id = any($1)', [ids], topicRow);
  return new Map(rows.map(({ topicId, topic }) => [topicId, topic]));
}

interface Place {
  topicId: number;
  partition: number;
  now: Status | null;
  /** Newest first. */
  changes: StatusChange[];
}

class PlaceTable {
  #places = new Map<string, Place>();

  putNow(topicId: number, runs: readonly number[], status: Status | null): void {
    for (let at = 0; at + 1 < runs.length; at += 2) {
      for (let partition = runs[at] ?? 0; partition <= (runs[at + 1] ?? -1); partition++)
        this.#of(topicId, partition).now = status;
    }
  }

  addChange(topicId: number, partition: number, change: StatusChange): void {
    this.#of(topicId, partition).changes.push(change);
  }

  courses(fromMs: number, toMs: number): { topicId: number; partition: number; spans: StatusSpan[] }[] {
    return [...this.#places.values()].flatMap(({ topicId, partition, now, changes }) => {
      const spans = statusIntervals(now, changes, fromMs, toMs);
      return spans.every(({ status }) => status === 'OK' || status === null) ? [] : [{ topicId, partition, spans }];
    });
  }

  #of(topicId: number, partition: number): Place {
    const key = `${topicId} ${partition}`;
    const known = this.#places.get(key);
    if (known) return known;
    const begun: Place = { topicId, partition, now: null, changes: [] };
    this.#places.set(key, begun);
    return begun;
  }
}
