import type { Database } from '#lib/db/database.ts';
import { acquireLease } from '#lib/db/lease.ts';
import type { EventRecord, GroupMemberNow, GroupNow, PollWrite, TopicNow } from '#lib/history/contract.ts';
import { madeCluster, madeGroup, madeSubscription, madeTopic, madeTopicKey } from '#lib/history/testing.ts';
import { createPollWriter } from '#lib/history/writer.ts';

/** Stories of one group on one topic, poll after poll, as the engine stores them. */

export const INTERVAL_MS = 10_000;
export const GROUP = 'payments-worker';
export const TOPIC = 'payments';

/** What one poll sees; index = partition. */
export interface StoryPoll {
  ends: number[];
  committed: number[];
  open?: number[];
  state?: string;
  /** Client id -> partitions it holds. */
  members: Record<string, number[]>;
  /** Client ids of members that are static. */
  statics?: readonly string[];
  group?: Partial<GroupNow>;
  topic?: Partial<TopicNow>;
  events?: EventRecord[];
}

/** Writes a story into a cluster of its own, the last poll at `endMs`; gives what to ask about. */
export async function tell(
  db: Database,
  clusterName: string,
  endMs: number,
  polls: readonly StoryPoll[],
  intervalMs = INTERVAL_MS,
): Promise<{ clusterId: number; atOf: (index: number) => number }> {
  const writer = await createPollWriter(db, clusterName);
  const lease = await acquireLease(db, { clusterId: writer.clusterId, holder: 'story', ttlMs: 600_000 });
  if (lease === null) throw new Error(`somebody else holds the lease of ${clusterName}`);
  const atOf = (index: number) => endMs - (polls.length - 1 - index) * intervalMs;
  for (const [index, poll] of polls.entries()) {
    const report = await writer.write(pollWrite(atOf(index), poll, intervalMs), lease);
    if (report.outcome !== 'written') throw new Error(`the poll was not written: ${report.outcome}`);
  }
  return { clusterId: writer.clusterId, atOf };
}

function pollWrite(atMs: number, poll: StoryPoll, intervalMs: number): PollWrite {
  const topic = madeTopicKey(TOPIC);
  const width = poll.ends.length;
  const offsets = (of: (partition: number) => number) =>
    BigInt64Array.from({ length: width }, (_, partition) => BigInt(of(partition)));
  const lag = BigInt(poll.ends.reduce((sum, end, index) => sum + Math.max(0, end - (poll.committed[index] ?? 0)), 0));
  const cluster = madeCluster(atMs);
  return {
    samples: {
      atMs,
      topics: [
        {
          topic,
          logStart: offsets(() => 0),
          highWatermark: offsets((partition) => poll.ends[partition] ?? 0),
          open: offsets((partition) => poll.open?.[partition] ?? 0),
        },
      ],
      subscriptions: [{ group: GROUP, topic, committed: offsets((partition) => poll.committed[partition] ?? 0) }],
    },
    cluster: { ...cluster, health: { ...cluster.health, intervalMs } },
    brokers: [],
    topics: [{ ...madeTopic(topic, width), ...poll.topic }],
    groups: [
      {
        ...madeGroup(GROUP, [TOPIC], lag, width),
        state: poll.state ?? (Object.keys(poll.members).length === 0 ? 'Empty' : 'Stable'),
        members: Object.keys(poll.members).length,
        memberList: membersOf(poll),
        ...poll.group,
      },
    ],
    subscriptions: [madeSubscription(GROUP, topic, width, lag)],
    timeLags: [new Int32Array(width)],
    statusChanges: [],
    events: poll.events ?? [],
    complete: { brokers: true, topics: true, groups: true },
  };
}

function membersOf({ members, statics = [] }: StoryPoll): GroupMemberNow[] {
  return Object.entries(members).map(([clientId, partitions]) => ({
    memberId: `${clientId}-id`,
    instanceId: statics.includes(clientId) ? clientId : null,
    clientId,
    host: '/10.0.3.7',
    partitions: partitions.length === 0 ? [] : [{ topic: TOPIC, partitions }],
  }));
}
