import type { TimeLagQuality } from '#lib/lag/time-lag.ts';

/**
 * What the engine hands to the store after one poll. Plain values only: the collector builds them, lib/history writes them.
 * Offsets travel as BigInt64Array, one slot per partition, so that a poll of 100,000 partitions makes no garbage.
 */

/** Slot value: the group has no committed offset on this partition. */
export const NO_COMMIT = -1n;
/** Slot value: this poll did not see it (broker, coordinator or permission missing). Never confuse with "unchanged". */
export const NOT_OBSERVED = -(2n ** 63n);

/** Name and Kafka id of a topic; `kafkaTopicId` is a UUID with dashes (one of our own where brokers have none). */
export interface TopicKey {
  name: string;
  kafkaTopicId: string;
}

/** Log positions of one topic in one poll; index = partition. `open` = high watermark - last stable offset. */
export interface TopicSamples {
  topic: TopicKey;
  logStart: BigInt64Array;
  highWatermark: BigInt64Array;
  open: BigInt64Array;
}

/** Committed offsets of one group on one topic in one poll; index = partition. */
export interface SubscriptionSamples {
  group: string;
  topic: TopicKey;
  committed: BigInt64Array;
}

/** What the history keeps of one poll. Values of 2^53 or more are stored as not observed, and reported. */
export interface PollSamples {
  /** Scheduled instant, aligned to the interval: the key that bars doubles. Milliseconds since the epoch. */
  atMs: number;
  topics: TopicSamples[];
  subscriptions: SubscriptionSamples[];
}

export interface FailureValue {
  code: string;
  message: string;
  brokerId: number | null;
  sinceMs: number | null;
}

export interface ClusterNow {
  pollId: number;
  /** Read instant of the newest poll that reached a broker; null before the first. */
  observedAtMs: number | null;
  scheduledAtMs: number;
  reachable: boolean;
  kafkaClusterId: string | null;
  kafkaVersion: string | null;
  controller: ControllerNow | null;
  /** What all brokers can do together, by name; null until one has told. */
  features: Record<string, boolean> | null;
  failures: FailureValue[];
  health: EngineHealthNow;
}

export interface ControllerNow {
  kind: 'kraft' | 'zookeeper';
  leaderId: number | null;
  epoch: number | null;
  voters: { id: number; lag: string | null }[];
  observers: { id: number; lag: string | null }[];
}

export interface EngineHealthNow {
  intervalMs: number;
  durationMs: number;
  phases: Record<string, number>;
  requests: number;
  /** Requests of looks for transaction markers and timestamps of records, beside the polls, since the poll before. */
  checkRequests: number;
  skippedPolls: number;
  /** Polls read before this one that wait for Postgres to take them. */
  waitingPolls: number;
  /** Polls read since the start that were never written: they could not wait any longer, or somebody else polled. */
  lostPolls: number;
  lateMs: number;
  /** Longest pause a broker asked for in the poll, because a quota is spent; 0 without. */
  throttleMs: number;
  /** Polls since the engine began with the cluster in which a broker failed, by its id. */
  brokerErrors: Record<string, number>;
  startedAtMs: number;
  /** What the engine's heap holds, and the most that it may; null of a version that did not tell. */
  heapBytes: number | null;
  heapLimitBytes: number | null;
}

export interface BrokerNow {
  brokerId: number;
  host: string | null;
  port: number | null;
  rack: string | null;
  state: 'up' | 'unreachable' | 'down';
  stateSinceMs: number;
  seenSinceMs: number;
  failure: FailureValue | null;
  leaders: number;
  replicas: number;
  inSyncReplicas: number;
  underReplicatedLed: number;
  notPreferredLed: number;
  logDirBytes: bigint | null;
}

/** How lag moves (lib/lag/lag-course.ts); null where it cannot be told. Rates in records per second. */
export interface FlowNow {
  produceRate: number | null;
  consumeRate: number | null;
  /** One of LAG_TRENDS. */
  lagTrend: string | null;
  drainSeconds: number | null;
}

/** How far behind in time (lib/lag/time-lag.ts). */
export interface TimeLagNow {
  /** To a tenth; null exactly where it is unknown. */
  seconds: number | null;
  quality: TimeLagQuality;
}

/** What was deleted before it was read, and before when nothing more is (lib/lag/loss). */
export interface LossNow {
  /** Offsets, decimal string. */
  deletedUnread: string;
  /** The same where records were removed on purpose: compaction, and what Kafka Streams deletes itself. */
  removedUnread: string;
  /** Up to a 128th of what is left before; null where it is not known, or nothing deletes. */
  notBeforeMs: number | null;
  kind: 'time' | 'size' | null;
  /** Where that is. */
  topic: string | null;
  partition: number | null;
  /** By the beat in which segments went before. */
  likelyAtMs: number | null;
  /** retention.bytes may delete sooner; nobody knows when. */
  isSizeUnknown: boolean;
  /** Some unread record is older than all that is known, and may be deleted sooner. */
  isAgeUnknown: boolean;
  /** About to lose data (lib/lag/loss/threat.ts). */
  isThreatened: boolean;
  /** Of a group only. */
  offsetsExpireNotBeforeMs: number | null;
}

/** A partition that stands out by its lag. */
export interface HotPartitionNow {
  topic: string;
  partition: number;
  sinceMs: number;
}

/** How far apart the commits of a subscription are (lib/lag/commit-gap.ts). */
export interface CommitGapsNow {
  medianMs: number | null;
  /** Longest usual one by day since the epoch, 7 days, oldest first. */
  longestByDay: [day: number, longestMs: number][];
  /** The newest long one, with its day. */
  long?: [day: number, ms: number] | undefined;
}

export interface TopicPartitionNow {
  partition: number;
  leader: number | null;
  leaderEpoch: number | null;
  replicas: number[];
  isr: number[];
  offlineReplicas: number[];
  /** Index into REPLICATION_STATES (lib/replication/state.ts); 0 is the worst. */
  rank: number;
  /** Only while its replicas are being moved. */
  reassignment?: { adding: number[]; removing: number[]; caughtUp: number };
  /** Only without a leader: the brokers of which one brings it back. */
  broughtBackBy?: { anyOf: number[]; mayLoseData: boolean };
  /** The state in words, where these say more than its name. */
  reason?: string;
  /** Only of a topic with tiered storage: what lies before is in remote storage alone. Decimal string. */
  localLogStart?: string;
  sizeBytes: string | null;
  failure: FailureValue | null;
}

export interface TopicConfigNow {
  name: string;
  value: string | null;
  source: string;
  isDefault: boolean;
  sensitive: boolean;
}

export interface TopicNow {
  topic: TopicKey;
  /** False where the id above is one of our own. */
  hasKafkaId: boolean;
  internal: boolean;
  replicationFactor: number;
  minIsr: number | null;
  cleanupPolicy: string | null;
  retentionMs: bigint | null;
  retentionBytes: bigint | null;
  sizeBytes: bigint | null;
  worstRank: number;
  offline: number;
  underMinIsr: number;
  atMinIsr: number;
  underReplicated: number;
  reassigning: number;
  notPreferred: number;
  groups: number;
  /** Records per second; null where it cannot be told. */
  produceRate: number | null;
  partitions: TopicPartitionNow[];
  configs: TopicConfigNow[] | null;
  /** Partitions with a leader that have fewer replicas in sync than there should be, however bad that is. It is not stored. */
  isrShrunk: number;
  /** Its partitions are those of this poll, not as they were seen last. It is not stored. */
  isCurrent: boolean;
  failure: FailureValue | null;
}

export interface GroupMemberNow {
  memberId: string;
  instanceId: string | null;
  clientId: string;
  host: string;
  partitions: { topic: string; partitions: number[] }[];
  /** Members of streams groups only. */
  tasks?: StreamsTasksNow;
}

/** What a member of a streams group does, by sub-topology. */
export interface StreamsTasksNow {
  active: TaskIdsNow[];
  standby: TaskIdsNow[];
  warmup: TaskIdsNow[];
}

export interface TaskIdsNow {
  subtopology: string;
  partitions: number[];
}

/** One sub-topology of a streams application, with the topics between it and the others. */
export interface SubtopologyNow {
  id: string;
  sourceTopics: string[];
  repartitionSourceTopics: string[];
  repartitionSinkTopics: string[];
  changelogTopics: string[];
}

/** Counts by lag state; the keys are LAG_STATES (lib/lag/state.ts), absent means 0. */
export type StateCounts = Record<string, number>;

/** Counts by status; the keys are STATUSES (lib/lag/status/status.ts), absent means 0. */
export type StatusCountsNow = Record<string, number>;

/** Partitions of one subscription that have a status since the same instant. */
export interface PartitionStatusNow {
  status: string;
  sinceMs: number;
  /** First and last partition of each run, in turn. */
  runs: number[];
}

/** Since when a group has, or lacks, members, and rests (lib/lag/status/presence.ts). */
export interface PresenceNow {
  presentSinceMs: number | null;
  absentSinceMs: number | null;
  settledSinceMs: number | null;
  unsettledSinceMs: number | null;
  rebalancingSinceMs: number | null;
  progressed: boolean;
}

/** What became of the status of a group, or of some partitions of one of its topics, since the poll before. */
export interface StatusChangeRecord {
  group: string;
  /** Null: it is about the group itself. */
  topic: TopicKey | null;
  /** One of STATUSES; null of what has none. */
  was: string | null;
  status: string | null;
  /** Null of the group itself. */
  partitions: number[] | null;
}

export interface GroupNow {
  group: string;
  type: string;
  protocolType: string;
  state: string;
  assignOnly: boolean;
  lag: bigint | null;
  knownPartitions: number;
  totalPartitions: number;
  topics: number;
  /** Null when the group cannot be described. */
  members: number | null;
  /** One of STATUSES, the worst of its partitions; null where no rule applies. */
  status: string | null;
  statusSinceMs: number | null;
  /** What groups are sorted by, lowest worst. */
  dangerRank: number | null;
  statuses: StatusCountsNow;
  presence: PresenceNow;
  /** Some lag in the sum is a lower bound. */
  lagIsAtLeast: boolean;
  states: StateCounts;
  /** Lag over the last hour, 20 points of 3 minutes, decimal strings, oldest first. */
  trend: (string | null)[];
  flow: FlowNow;
  /** The largest of its partitions. */
  timeLag: TimeLagNow;
  /** Null where nothing is lost, nor will be as far as is known. */
  loss: LossNow | null;
  /** Largest lag first, at most 5. */
  hot: HotPartitionNow[];
  coordinator: number | null;
  memberList: GroupMemberNow[];
  membersBeforeRebalance: boolean;
  partitionAssignor: string | null;
  epoch: number | null;
  /** Streams groups only, once a member has sent it. */
  topology?: SubtopologyNow[];
  failure: FailureValue | null;
}

/** A partition whose state is not plainly `ok`, with what the page must say about it. */
export interface PartitionException {
  partition: number;
  state: string;
  sinceMs: number | null;
  /** Decimal string; last known where `lagIsLastKnown`. Null where no number would be true. */
  lag: string | null;
  lagIsLastKnown: boolean;
  /** The lag is a lower bound: the high watermark stands while too few replicas are in sync. */
  lagIsAtLeast?: true;
  /** Its next record is no longer on the disk of the leader. */
  readsRemote?: true;
  reason: string | null;
  metadata: string | null;
  /** That nothing is left to read between two offsets, so that a restart need not look again. */
  nothingUnread?: NothingUnreadNow | undefined;
}

/** What lies between a committed offset and the last stable offset where it is nothing to read. Offsets as decimal strings. */
export interface NothingUnreadNow {
  committed: string;
  upTo: string;
  markers: number;
  aborted: number;
  removed: string;
  /** Nobody may look: it is assumed. */
  assumed: boolean;
}

export interface WorstLag {
  partition: number;
  lag: number;
}

export interface SubscriptionNow {
  group: string;
  topic: TopicKey;
  partitions: number;
  lag: bigint | null;
  /** The partition with the largest lag that counts, as of this poll; it is not stored. */
  worstLag: WorstLag | null;
  knownPartitions: number;
  totalPartitions: number;
  /** The worst of its partitions. */
  status: string | null;
  dangerRank: number | null;
  statuses: StatusCountsNow;
  partitionStatuses: PartitionStatusNow[];
  /** Some lag in the sum is a lower bound. */
  lagIsAtLeast: boolean;
  states: StateCounts;
  exceptions: PartitionException[];
  flow: FlowNow;
  /** The largest of its partitions. */
  timeLag: TimeLagNow;
  loss: LossNow | null;
  commitGaps: CommitGapsNow;
}

/** Something that happened between two polls; lib/events knows the kinds, and how each is told. */
export interface EventRecord {
  kind: string;
  severity: 'info' | 'warning' | 'critical';
  /** What it is about, and is found by. */
  groups: string[];
  topics: string[];
  brokers: number[];
  /** Nobody looked from then on: it happened at some time since. Null where the poll before is not long ago. */
  gapSinceMs: number | null;
  /** Plain JSON in the shape of the kind. */
  data: unknown;
}

/**
 * Everything one poll changes. Lists hold all objects there are; the writer sends only rows that differ from what it wrote
 * last, and settles that sooner for parts that are the same object as before. Nothing handed over may be changed afterwards.
 * A subscription that is in `subscriptions` without samples was not observed; one in neither list has ended, which the
 * history keeps as "no committed offset".
 */
export interface PollWrite {
  /** Null when no broker answered: no poll row is written, so the chart shows a gap. */
  samples: PollSamples | null;
  cluster: ClusterNow;
  brokers: BrokerNow[];
  topics: TopicNow[];
  groups: GroupNow[];
  subscriptions: SubscriptionNow[];
  /** How far behind in time each partition of these subscriptions is, in their order; packed as lib/lag/time-lag.ts does it. */
  timeLags: Int32Array[];
  /** In the order in which they are told; the instant of all is that of the poll. */
  events: EventRecord[];
  statusChanges: StatusChangeRecord[];
  /**
   * False when a listing failed: rows absent from the lists above are then kept, not deleted. `groups` stands for groups and
   * subscriptions both.
   */
  complete: { brokers: boolean; topics: boolean; groups: boolean };
}

/**
 * What the history takes of a poll. All that is left to write of one that had to wait until a newer poll told the current
 * state: its subscriptions are keys alone.
 */
export interface HistoryWrite {
  atMs: number;
  samples: PollSamples | null;
  events: EventRecord[];
  statusChanges: StatusChangeRecord[];
  subscriptions: SubscriptionKey[];
  complete: { groups: boolean };
}

/** Names one group on one topic. */
export type SubscriptionKey = Pick<SubscriptionNow, 'group' | 'topic'>;
