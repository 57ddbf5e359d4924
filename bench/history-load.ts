import { emptyBody } from '#lib/history/body.ts';
import type { PollWrite, TopicKey } from '#lib/history/contract.ts';
import {
  type MadeLoad,
  madeBroker,
  madeCluster,
  madeGroup,
  madeSubscription,
  madeTimeLag,
  madeTimeLags,
  madeTopic,
  madeTopicKey,
} from '#lib/history/testing.ts';

/** A cluster in which every committed offset and every log end moves by a random 0 to 10,000 at every poll. */
export interface RandomCluster {
  groupPartitions: number;
  /** The next poll. Its rows of the current state are the same objects each time unless `lagsMove`. */
  poll(atMs: number, lagsMove: boolean): PollWrite;
}

const LARGEST_STEP = 10_000;
const FIRST_BELOW = 1e12;
const RETAINED = 1_000_000;
const TWO_32 = 0x1_0000_0000;

/** Offsets begin at random below 10^12; the same `seed` gives the same cluster. */
export function randomCluster(shape: MadeLoad, seed: number): RandomCluster {
  const random = generator(seed);
  const width = shape.partitionsPerTopic;
  const name = (kind: string, index: number) => `${kind}-${String(index).padStart(5, '0')}`;
  const keys = Array.from({ length: shape.topics }, (_, index) => madeTopicKey(name('topic', index)));
  const ends = keys.map(() => startOffsets(width, random));
  const starts = ends.map((of) => of.map((end) => Math.max(0, end - RETAINED)));
  const groups = Array.from({ length: shape.groups }, (_, index) => {
    const topics = Array.from(
      { length: shape.topicsPerGroup },
      (_, nth) => (index * shape.topicsPerGroup + nth) % shape.topics,
    );
    return { name: name('group', index), topics };
  });
  const committed = groups.map(({ topics }) => topics.map((topic) => Float64Array.from(ends[topic] ?? [])));
  const keyOf = (topic: number): TopicKey => keys[topic] ?? madeTopicKey('none');
  const partitions = shape.topicsPerGroup * width;
  const rows = {
    brokers: [1, 2, 3].map((id) => madeBroker(id, 0)),
    topics: keys.map((key) => madeTopic(key, width)),
    groups: groups.map((group) => {
      const names = group.topics.map((topic) => keyOf(topic).name);
      return madeGroup(group.name, names, 0n, partitions);
    }),
    subscriptions: groups.flatMap((group) =>
      group.topics.map((topic) => madeSubscription(group.name, keyOf(topic), width, 0n)),
    ),
  };
  const zeros = emptyBody(width).fill(0n);

  return {
    groupPartitions: shape.groups * partitions,
    poll(atMs, lagsMove) {
      for (const of of ends) move(of, random);
      for (const of of committed) for (const ofTopic of of) move(ofTopic, random);
      return {
        samples: {
          atMs,
          topics: keys.map((topic, index) => ({
            topic,
            logStart: offsets(starts[index] ?? NOTHING),
            highWatermark: offsets(ends[index] ?? NOTHING),
            open: zeros,
          })),
          subscriptions: groups.flatMap((group, index) =>
            group.topics.map((topic, nth) => ({
              group: group.name,
              topic: keyOf(topic),
              committed: offsets(committed[index]?.[nth] ?? NOTHING),
            })),
          ),
        },
        cluster: madeCluster(atMs),
        ...rows,
        ...(lagsMove ? movedLags(rows, random) : {}),
        timeLags: rows.subscriptions.map(() => madeTimeLags(width, random() * 1e4)),
        events: [],
        statusChanges: [],
        complete: { brokers: true, topics: true, groups: true },
      };
    },
  };
}

const NOTHING = new Float64Array(0);

/** Each group and subscription with another lag than before. */
function movedLags(
  { groups, subscriptions }: Pick<PollWrite, 'groups' | 'subscriptions'>,
  random: () => number,
): Pick<PollWrite, 'groups' | 'subscriptions'> {
  const lag = () => BigInt(Math.floor(random() * 1e9));
  return {
    groups: groups.map((group) => ({ ...group, lag: lag(), timeLag: madeTimeLag(random() * 1e4) })),
    subscriptions: subscriptions.map((one) => ({ ...one, lag: lag(), timeLag: madeTimeLag(random() * 1e4) })),
  };
}

function startOffsets(width: number, random: () => number): Float64Array {
  return Float64Array.from({ length: width }, () => Math.floor(random() * FIRST_BELOW));
}

function move(values: Float64Array, random: () => number): void {
  for (let index = 0; index < values.length; index++) {
    values[index] = (values[index] ?? 0) + Math.floor(random() * (LARGEST_STEP + 1));
  }
}

/** By halves: a bigint for each of 50,000 values would cost more than the poll. */
function offsets(values: Float64Array): BigInt64Array {
  const halves = new Uint32Array(values.length * 2);
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? 0;
    halves[index * 2] = value % TWO_32;
    halves[index * 2 + 1] = value / TWO_32;
  }
  return new BigInt64Array(halves.buffer);
}

/** Mulberry32: numbers from 0 to 1, the same for the same seed. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / TWO_32;
  };
}
