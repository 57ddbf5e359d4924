import { z } from 'zod';
import type { Event } from '#lib/api/schemas/events.ts';
import type { Sql } from '#lib/db/database.ts';
import { type EventKindName, wordsOf } from '#lib/events/event.ts';
import { EVENT_SEVERITIES } from '#lib/events/kind.ts';
import { GROUP_KINDS } from '#lib/events/kinds/groups.ts';
import { textOf } from '#lib/events/phrase.ts';
import { brokerKey, CLUSTER_KEY, groupKey, topicKey } from '#lib/history/event-store.ts';
import type { PageStart } from './keyset.ts';

/** Which events, and from where on; those left out do not narrow. */
export interface EventPageQuery {
  from: Date | undefined;
  to: Date | undefined;
  group: string | undefined;
  topic: string | undefined;
  broker: number | undefined;
  kinds: readonly string[];
  /** With a group: also what is about the topics it reads, or about brokers coming and going. */
  related: boolean;
  limit: number;
  start: PageStart | null;
}

/** Keys of the place of an event in its list: the instant in milliseconds, and its place in the poll. */
export const EVENT_KEYS = 2;

const rowSchema = z.object({
  at: z.date(),
  ordinal: z.int(),
  kind: z.string(),
  severity: z.enum(EVENT_SEVERITIES),
  gap_since: z.date().nullable(),
  data: z.unknown(),
});

/** One page of the events of a cluster, the newest first; of one poll in the order in which they were told. */
export async function eventPage(
  sql: Sql,
  clusterId: number,
  query: EventPageQuery,
): Promise<{ items: Event[]; next: PageStart | null }> {
  const subjects = [
    ...(query.topic === undefined ? [] : [topicKey(query.topic)]),
    ...(query.broker === undefined ? [] : [brokerKey(query.broker)]),
  ];
  const { group, related } = query;
  const readTopics = related && group !== undefined ? [CLUSTER_KEY, ...(await topicKeysOf(sql, clusterId, group))] : [];
  const [atMs, ordinal] = query.start?.keys ?? [];
  const rows = await sql.query(
    `select at, ordinal, kind, severity, gap_since, data from event
      where cluster_id = $1
        and ($2::timestamptz is null or at >= $2) and ($3::timestamptz is null or at < $3)
        and (cardinality($4::text[]) = 0 or subjects @> $4)
        and ($9::text is null or subjects @> array[$9]
             or ($10 and kind <> all($11) and (kind <> 'deploy' or data->>'group' is null)
                     and (subjects && $12 or kind = any($13))))
        and (cardinality($5::text[]) = 0 or kind = any($5))
        and ($6::timestamptz is null or at < $6 or (at = $6 and ordinal > $7))
      order by at desc, ordinal limit $8`,
    [
      clusterId,
      query.from ?? null,
      query.to ?? null,
      subjects,
      query.kinds,
      atMs === undefined ? null : new Date(Number(atMs)),
      ordinal ?? '0',
      query.limit + 1,
      group === undefined ? null : groupKey(group),
      related,
      OF_NAMED_GROUPS,
      readTopics,
      OF_ALL_GROUPS,
    ],
    rowSchema,
  );
  const shown = rows.slice(0, query.limit);
  const last = shown.at(-1);
  const more = rows.length > query.limit && last !== undefined;
  return {
    items: shown.map(eventOf),
    next: more ? { keys: [String(last.at.getTime()), String(last.ordinal)], name: '' } : null,
  };
}

/** These are about the groups they name alone: what others do to their offsets on a topic says nothing of this one. */
const OF_NAMED_GROUPS = Object.keys(GROUP_KINDS);

/** What happens to brokers may be behind what is seen of any group. */
const OF_ALL_GROUPS: EventKindName[] = [
  'broker-unreachable',
  'broker-down',
  'broker-back',
  'cluster-unreachable',
  'cluster-back',
  'partitions-offline',
];

async function topicKeysOf(sql: Sql, clusterId: number, group: string): Promise<string[]> {
  const rows = await sql.query(
    `select t.name from consumer_group g join subscription_now s on s.group_id = g.id join topic t on t.id = s.topic_id
      where g.cluster_id = $1 and g.name = $2`,
    [clusterId, group],
    z.object({ name: z.string() }),
  );
  return rows.map(({ name }) => topicKey(name));
}

/** A stored event as the API tells it. */
export function eventOf({ at, ordinal, kind, severity, gap_since: gapSince, data }: z.output<typeof rowSchema>): Event {
  const phrases = wordsOf({ kind, data });
  return {
    id: `${at.getTime()}-${ordinal}`,
    at: at.toISOString(),
    kind,
    severity,
    title: textOf(phrases),
    phrases,
    notBefore: gapSince?.toISOString() ?? null,
    data,
  };
}
