import { z } from 'zod';
import type { Database } from '#lib/db/database.ts';
import { acquireLease, type Lease } from '#lib/db/lease.ts';
import { ABSENT } from '../chunk/special-values.ts';
import { NOT_OBSERVED, type PollWrite } from '../contract.ts';
import { madeCluster, madeSubscription, madeTopicKey } from '../testing.ts';
import { createPollWriter, type PollWriter } from '../writer.ts';
import type { HourColumns, SeriesColumns } from './columns.ts';

/** Histories of a few polls in few words, for the tests of what reads them. */

export const STEP_MS = 10_000;
/** Three polls before the hour is over, so that every test crosses into the next hour's seats. */
export const T0 = Date.UTC(2026, 10, 23, 14, 59, 30);

/** Committed offsets of one poll, by group and topic. */
export type Committed = Record<string, Record<string, bigint[]>>;
/** Log positions of one poll, by topic; `open` is 0 unless given. */
export type Logs = Record<string, [logStart: bigint, highWatermark: bigint, open?: bigint][]>;

export interface TestHistory {
  newCluster(): Promise<{ writer: PollWriter; lease: Lease }>;
  leaseOf(clusterId: number): Promise<Lease>;
  /** A cluster of its own with these polls, one each step; null is a poll that was missed. */
  written(
    polls: ({ logs: Logs; committed: Committed } | null)[],
  ): Promise<{ clusterId: number; groupId: number; topicId: number }>;
  /** The id of the group `g`. */
  groupIdIn(clusterId: number): Promise<number>;
}

/** A source of clusters in a test database. */
export function testHistory(db: Database): TestHistory {
  let clusters = 0;

  async function leaseOf(clusterId: number): Promise<Lease> {
    const lease = await acquireLease(db, { clusterId, holder: 'one', ttlMs: 60_000 });
    if (lease === null) throw new Error('no lease');
    return lease;
  }

  async function newCluster() {
    clusters += 1;
    const writer = await createPollWriter(db, `cluster-${clusters}`);
    return { writer, lease: await leaseOf(writer.clusterId) };
  }

  async function idOf(table: 'consumer_group' | 'topic', clusterId: number, name: string): Promise<number> {
    const [row] = await db.query(
      `select id from ${table} where cluster_id = $1 and name = $2`,
      [clusterId, name],
      idSchema,
    );
    return row?.id ?? 0;
  }

  return {
    newCluster,
    leaseOf,
    async written(polls) {
      const { writer, lease } = await newCluster();
      for (const [index, poll] of polls.entries()) {
        if (poll === null) continue;
        const report = await writer.write(pollOf(T0 + index * STEP_MS, poll.logs, poll.committed), lease);
        if (report.outcome !== 'written') throw new Error(`the poll was not written: ${report.outcome}`);
      }
      const { clusterId } = writer;
      return {
        clusterId,
        groupId: await idOf('consumer_group', clusterId, 'g'),
        topicId: await idOf('topic', clusterId, 'a'),
      };
    },
    groupIdIn: (clusterId) => idOf('consumer_group', clusterId, 'g'),
  };
}

const idSchema = z.object({ id: z.int() });

/** A poll with these positions, by name. */
export function pollOf(atMs: number, logs: Logs, committed: Committed): PollWrite {
  const subscriptions = Object.entries(committed).flatMap(([group, topics]) =>
    Object.entries(topics).map(([topic, values]) => ({
      group,
      topic: madeTopicKey(topic),
      committed: BigInt64Array.from(values),
    })),
  );
  return {
    samples: {
      atMs,
      topics: Object.entries(logs).map(([topic, partitions]) => ({
        topic: madeTopicKey(topic),
        logStart: BigInt64Array.from(partitions, ([logStart]) => logStart),
        highWatermark: BigInt64Array.from(partitions, ([, high]) => high),
        open: BigInt64Array.from(partitions, ([, high, open]) => open ?? (high === NOT_OBSERVED ? NOT_OBSERVED : 0n)),
      })),
      subscriptions,
    },
    cluster: madeCluster(atMs),
    brokers: [],
    topics: [],
    groups: [],
    subscriptions: subscriptions.map(({ group, topic }) => madeSubscription(group, topic, 1, 0n)),
    timeLags: subscriptions.map(({ committed: offsets }) => new Int32Array(offsets.length)),
    events: [],
    statusChanges: [],
    complete: { brokers: true, topics: true, groups: true },
  };
}

/** An hour of polls at these instants, all of them asked for. */
export function madeHour(atMs: readonly number[], series: readonly (SeriesColumns | undefined)[]): HourColumns {
  return { hourMs: 0, sealed: false, atMs: Float64Array.from(atMs), from: 0, to: atMs.length, series };
}

/** Columns of a series given poll by poll: values of each partition, one for each run; partitions left out are ABSENT. */
export function madeColumns(runs: number, polls: readonly (readonly (readonly number[])[])[]): SeriesColumns {
  const partitions = Math.max(0, ...polls.map((poll) => poll.length));
  return {
    partitions,
    runs: Array.from({ length: runs }, (_, run) =>
      Float64Array.from(
        Array.from({ length: partitions }, (_, partition) =>
          polls.map((poll) => poll[partition]?.[run] ?? (poll[partition] === undefined ? ABSENT : Number.NaN)),
        ).flat(),
      ),
    ),
  };
}
