import type {
  EventRecord,
  HistoryWrite,
  PollSamples,
  PollWrite,
  StatusChangeRecord,
  SubscriptionKey,
  TopicKey,
} from '#lib/history/contract.ts';

/** What polls have in common while nothing comes or goes: which series there are, and how wide each is. */
export interface PollLayout {
  topics: { topic: TopicKey; partitions: number }[];
  subscriptions: (SubscriptionKey & { partitions: number })[];
  /** Subscriptions of which this poll saw nothing. */
  unseen: SubscriptionKey[];
  complete: { groups: boolean };
}

/** A poll with its samples in one piece of memory, so that what waiting polls take can be counted and bounded. */
export interface PackedPoll {
  atMs: number;
  /** Null where no broker answered. */
  samples: PackedSamples | null;
  events: EventRecord[];
  statusChanges: StatusChangeRecord[];
  /** Of values, events and changes of status, and of the layout unless the poll before has the same. */
  bytes: number;
}

interface PackedSamples {
  layout: PollLayout;
  values: BigInt64Array;
}

const RUNS_PER_TOPIC = 3;
/** One entry of a layout: an object with two references and a number. */
const ENTRY_BYTES = 64;

/**
 * What the history takes of `poll`, packed; the layout is shared with the poll before, which has `before`, where it is the
 * same. Null where there is nothing to keep.
 */
export function packPoll(poll: PollWrite, before: PollLayout | null): PackedPoll | null {
  const { samples, events, statusChanges, cluster } = poll;
  if (samples === null && events.length === 0 && statusChanges.length === 0) return null;
  const packed = samples && packSamples(poll, samples, before);
  const layoutBytes = packed && packed.layout !== before ? entriesOf(packed.layout) * ENTRY_BYTES : 0;
  const toldBytes = [events, statusChanges].reduce((sum, told) => sum + textBytes(told), 0);
  return {
    atMs: cluster.scheduledAtMs,
    samples: packed,
    events,
    statusChanges,
    bytes: (packed?.values.byteLength ?? 0) + layoutBytes + toldBytes,
  };
}

/** A text in memory has two bytes a character where one is not Latin. */
const textBytes = (told: readonly unknown[]): number => (told.length === 0 ? 0 : 2 * JSON.stringify(told).length);

function packSamples(poll: PollWrite, samples: PollSamples, before: PollLayout | null): PackedSamples {
  const own = layoutOf(poll, samples);
  const layout = before !== null && sameLayout(own, before) ? before : own;
  const values = new BigInt64Array(slotsOf(layout));
  let next = 0;
  const append = (run: BigInt64Array) => {
    values.set(run, next);
    next += run.length;
  };
  for (const { logStart, highWatermark, open } of samples.topics) {
    for (const run of [logStart, highWatermark, open]) append(run);
  }
  for (const { committed } of samples.subscriptions) append(committed);
  return { layout, values };
}

/** What the history takes of a packed poll. Its arrays are views: they share the packed poll's memory. */
export function unpackPoll({ atMs, samples, events, statusChanges }: PackedPoll): HistoryWrite {
  const told = { events, statusChanges };
  if (samples === null) return { atMs, samples, ...told, subscriptions: [], complete: { groups: false } };
  const { layout, values } = samples;
  let next = 0;
  const take = (length: number) => {
    next += length;
    return values.subarray(next - length, next);
  };
  const topics = layout.topics.map(({ topic, partitions }) => ({
    topic,
    logStart: take(partitions),
    highWatermark: take(partitions),
    open: take(partitions),
  }));
  const subscriptions = layout.subscriptions.map(({ group, topic, partitions }) => ({
    group,
    topic,
    committed: take(partitions),
  }));
  const { unseen, complete } = layout;
  return { atMs, samples: { atMs, topics, subscriptions }, ...told, subscriptions: unseen, complete };
}

function layoutOf({ subscriptions, complete }: PollWrite, samples: PollSamples): PollLayout {
  const seen = new Map<string, Set<string>>();
  for (const { group, topic } of samples.subscriptions) {
    const topics = seen.get(group);
    if (topics) topics.add(topic.kafkaTopicId);
    else seen.set(group, new Set([topic.kafkaTopicId]));
  }
  return {
    topics: samples.topics.map(({ topic, highWatermark }) => ({ topic, partitions: highWatermark.length })),
    subscriptions: samples.subscriptions.map(({ group, topic, committed }) => ({
      group,
      topic,
      partitions: committed.length,
    })),
    unseen: subscriptions
      .filter(({ group, topic }) => !seen.get(group)?.has(topic.kafkaTopicId))
      .map(({ group, topic }) => ({ group, topic })),
    complete: { groups: complete.groups },
  };
}

const entriesOf = ({ topics, subscriptions, unseen }: PollLayout): number =>
  topics.length + subscriptions.length + unseen.length;

function slotsOf({ topics, subscriptions }: PollLayout): number {
  const widthOf = (series: { partitions: number }[]) => series.reduce((sum, { partitions }) => sum + partitions, 0);
  return RUNS_PER_TOPIC * widthOf(topics) + widthOf(subscriptions);
}

function sameLayout(a: PollLayout, b: PollLayout): boolean {
  return (
    a.complete.groups === b.complete.groups &&
    sameList(a.topics, b.topics, (x, y) => x.partitions === y.partitions && sameTopic(x.topic, y.topic)) &&
    sameList(a.subscriptions, b.subscriptions, (x, y) => x.partitions === y.partitions && sameKey(x, y)) &&
    sameList(a.unseen, b.unseen, sameKey)
  );
}

function sameList<T>(a: readonly T[], b: readonly T[], same: (x: T, y: T) => boolean): boolean {
  return (
    a.length === b.length &&
    a.every((one, index) => {
      const other = b[index];
      return other !== undefined && same(one, other);
    })
  );
}

const sameTopic = (a: TopicKey, b: TopicKey) => a.kafkaTopicId === b.kafkaTopicId && a.name === b.name;
const sameKey = (a: SubscriptionKey, b: SubscriptionKey) => a.group === b.group && sameTopic(a.topic, b.topic);
