import { z } from 'zod';
import type { Sql } from '#lib/db/database.ts';
import { GROUP_KINDS, type SomeMembers } from '#lib/events/kinds/groups.ts';
import { TOPIC_KINDS } from '#lib/events/kinds/topics.ts';
import { groupKey, topicKey } from '#lib/history/event-store.ts';
import type { Evidence, OffsetsReset } from '#lib/lag/causes/evidence.ts';
import type { StoredEvent } from './replication-at.ts';

/** What happened to a group and its topics. */
export type Happenings = Pick<Evidence, 'rebalances' | 'resets' | 'added' | 'coordinatorOfflineSinceMs'>;

const MOST_EVENTS = 500;
/** A coordinator that is offline for longer has no event to be found by. */
const COORDINATOR_MS = 7 * 86_400_000;

const eventSchema = z.object({
  atMs: z.date().transform((at) => at.getTime()),
  kind: z.string(),
  data: z.unknown(),
});

export interface HappeningsQuery {
  clusterId: number;
  group: string;
  topics: readonly string[];
  /** From this instant on, */
  fromMs: number;
  /** up to and with this one. */
  atMs: number;
}

/** What happened to a group and its topics up to a moment, newest first. */
export async function readHappenings(sql: Sql, query: HappeningsQuery): Promise<Happenings> {
  const { group, topics, fromMs, atMs } = query;
  const ofGroup = await eventsOf(
    sql,
    query,
    ['group-rebalanced', 'offsets-rewound', 'offsets-jumped'],
    [groupKey(group)],
    fromMs,
  );
  const ofTopics = await eventsOf(sql, query, ['partitions-added'], topics.map(topicKey), fromMs);
  const coordinator = await eventsOf(
    sql,
    query,
    ['coordinators-offline', 'coordinators-back'],
    [groupKey(group)],
    atMs - COORDINATOR_MS,
  );
  const [newest] = coordinator;
  return {
    rebalances: ofGroup.flatMap(rebalanceOf),
    resets: ofGroup.flatMap(resetOf),
    added: ofTopics.flatMap(addedOf),
    coordinatorOfflineSinceMs: newest?.kind === 'coordinators-offline' ? newest.atMs : null,
  };
}

function eventsOf(
  sql: Sql,
  { clusterId, atMs }: HappeningsQuery,
  kinds: readonly string[],
  subjects: readonly string[],
  fromMs: number,
): Promise<StoredEvent[]> {
  return sql.query(
    `select at as "atMs", kind, data from event
      where cluster_id = $1 and at >= $2 and at <= $3 and kind = any($4) and subjects && $5
      order by at desc, ordinal limit ${MOST_EVENTS}`,
    [clusterId, new Date(fromMs), new Date(atMs), kinds, subjects],
    eventSchema,
  );
}

function rebalanceOf({ atMs, kind, data }: StoredEvent): Evidence['rebalances'] {
  const parsed = GROUP_KINDS['group-rebalanced'].data.safeParse(data);
  if (kind !== 'group-rebalanced' || !parsed.success) return [];
  const { rebalances, joined, left } = parsed.data;
  return [{ atMs, times: rebalances, joined: namesOf(joined), left: namesOf(left) }];
}

const namesOf = ({ listed }: SomeMembers): string[] => listed.map(({ client }) => client);

const DIRECTIONS = { 'offsets-rewound': 'back', 'offsets-jumped': 'forward' } as const;

function resetOf({ atMs, kind, data }: StoredEvent): OffsetsReset[] {
  if (kind !== 'offsets-rewound' && kind !== 'offsets-jumped') return [];
  const parsed = GROUP_KINDS[kind].data.safeParse(data);
  if (!parsed.success) return [];
  const { messages, partitions } = parsed.data;
  const places = partitions.topics.flatMap(({ topic, partitions: own }) =>
    own.map((partition) => ({ topic, partition })),
  );
  return [{ atMs, direction: DIRECTIONS[kind], messages: Number(messages), places, partitions: partitions.count }];
}

function addedOf({ atMs, data }: StoredEvent): Evidence['added'] {
  const parsed = TOPIC_KINDS['partitions-added'].data.safeParse(data);
  return parsed.success ? [{ atMs, ...parsed.data }] : [];
}
