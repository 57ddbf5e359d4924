import type { PollSamples, SubscriptionNow, TopicKey } from '#lib/history/contract.ts';
import type { StatusRules } from '#lib/lag/status/rules.ts';
import { offsetAt, wordsOf } from './offset-words.ts';
import { SubscriptionStatus } from './subscription-status.ts';

/** Long ago: what was judged to hold before the restart need not wait for its time again. */
const LONG_AGO = 0;

/** Takes the timers of statuses out of stored polls in their order, so that a restart forgets none. */
export class StatusReplay {
  #statusRules: (groupId: string) => StatusRules;
  #statuses = new Map<string, SubscriptionStatus>();
  #ends = new Map<string, Map<number, TopicEndsThen>>();
  #newest = new Map<string, BigInt64Array>();

  constructor(statusRules: (groupId: string) => StatusRules) {
    this.#statusRules = statusRules;
  }

  /** Takes in a poll, or a part of one: of each poll the topics come before the subscriptions. */
  visit({ atMs, topics, subscriptions }: PollSamples): void {
    for (const { topic, highWatermark } of topics) {
      const { kafkaTopicId } = topic;
      const byPoll = this.#ends.get(kafkaTopicId) ?? new Map<number, TopicEndsThen>();
      byPoll.set(atMs, { ends: highWatermark, before: this.#newest.get(kafkaTopicId) ?? highWatermark });
      this.#ends.set(kafkaTopicId, byPoll);
      this.#newest.set(kafkaTopicId, highWatermark);
    }
    for (const { group, topic, committed } of subscriptions) {
      const then = this.#ends.get(topic.kafkaTopicId)?.get(atMs);
      if (then) advance(this.#of(group, topic), committed, then, atMs, this.#statusRules(group).windowMs);
    }
  }

  /** The statuses as the newest poll told them, with their timers. `behindSinceMs`: since when a partition is behind, by its time lag. */
  restored(
    { group, topic, partitions, partitionStatuses, statuses }: SubscriptionNow,
    behindSinceMs: (partition: number) => number | null,
  ): SubscriptionStatus {
    const status = this.#of(group, topic);
    status.restore(partitions, { counts: statuses, partitions: partitionStatuses });
    for (let partition = 0; partition < partitions; partition++) restoreTimers(status, partition, behindSinceMs);
    return status;
  }

  #of(group: string, { kafkaTopicId }: TopicKey): SubscriptionStatus {
    const key = `${kafkaTopicId} ${group}`;
    const known = this.#statuses.get(key) ?? new SubscriptionStatus();
    this.#statuses.set(key, known);
    return known;
  }
}

/** Ends of a topic in one poll, and in the one before. */
interface TopicEndsThen {
  ends: BigInt64Array;
  before: BigInt64Array;
}

function advance(
  status: SubscriptionStatus,
  committed: BigInt64Array,
  { ends, before }: TopicEndsThen,
  atMs: number,
  windowMs: number,
): void {
  status.begin(committed.length);
  const [commitWords, endWords, beforeWords] = [wordsOf(committed), wordsOf(ends), wordsOf(before)];
  for (let partition = 0; partition < committed.length; partition++) {
    const commit = offsetAt(commitWords, partition);
    const end = partition < ends.length ? offsetAt(endWords, partition) : -1;
    if (commit < 0 || end < 0) continue;
    if (end <= commit) status.lagSinceMs[partition] = Number.NaN;
    else if (Number.isNaN(status.lagSinceMs[partition])) status.lagSinceMs[partition] = atMs;
    // What came since the poll before is seconds old.
    const endBefore = partition < before.length ? offsetAt(beforeWords, partition) : end;
    if (commit >= Math.min(end, endBefore)) status.caughtUpAtMs[partition] = atMs;
  }
  status.rows.add(committed, ends, atMs, windowMs);
}

function restoreTimers(
  status: SubscriptionStatus,
  partition: number,
  behindSinceMs: (partition: number) => number | null,
): void {
  const was = status.statusAt(partition);
  if (was === null) return;
  const sinceMs = status.sinceMs[partition] ?? LONG_AGO;
  const lagSinceMs = status.lagSinceMs[partition] ?? Number.NaN;
  // The polls that were read again may begin in the middle of it.
  const behind = behindSinceMs(partition);
  if (!Number.isNaN(lagSinceMs) && behind !== null) status.lagSinceMs[partition] = Math.min(lagSinceMs, behind);
  if (was === 'STOPPED' || was === 'STALLED' || was === 'NEVER_COMMITTED') status.lagSinceMs[partition] = LONG_AGO;
  if (was === 'REWOUND') status.rewoundAtMs[partition] = sinceMs;
  if (was === 'LAGGING') status.lagging[partition] = 1;
  // Of what was OK the time begins anew.
  if (Number.isNaN(status.caughtUpAtMs[partition]) && was !== 'OK') status.caughtUpAtMs[partition] = LONG_AGO;
}
