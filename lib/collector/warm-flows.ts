import {
  NOT_OBSERVED,
  type PollSamples,
  type SubscriptionNow,
  type SubscriptionSamples,
} from '#lib/history/contract.ts';
import type { FlowRules } from '#lib/lag/flow-window.ts';
import { countsInTotal, LAG_STATES } from '#lib/lag/state.ts';
import { offsetAt, wordsOf } from './offset-words.ts';
import { SubscriptionFlow } from './subscription-flow.ts';
import { TopicFlow } from './topic-flow.ts';

/** Fills the windows of rates out of stored polls in their order, so that a restart has them at once. */
export class FlowReplay {
  #rules: FlowRules;
  #topics = new Map<string, TopicFlow>();
  #subscriptions = new Map<string, Replayed>();
  /** By topic and poll: of an hour that is sealed commits come long after ends. */
  #ends = new Map<string, Map<number, TopicEndsThen>>();
  /** Older polls are in no window. */
  #fromMs: number;

  constructor(subscriptions: readonly SubscriptionNow[], rules: FlowRules, lastMs: number) {
    this.#rules = rules;
    this.#fromMs = lastMs - rules.trendWindowMs * WITH_ALLOWANCE;
    for (const { group, topic, exceptions, commitGaps } of subscriptions) {
      const outside = exceptions.filter(({ state }) => isOutside(state)).map(({ partition }) => partition);
      this.#subscriptions.set(keyOf(group, topic.kafkaTopicId), {
        flow: new SubscriptionFlow(commitGaps),
        outside: new Set(outside),
        before: null,
      });
    }
  }

  /** Takes in a poll, or a part of one: of each poll the topics come before the subscriptions. */
  visit({ atMs, topics, subscriptions }: PollSamples): void {
    if (atMs < this.#fromMs) return;
    for (const { topic, highWatermark } of topics) this.#advanceTopic(topic.kafkaTopicId, highWatermark, atMs);
    for (const samples of subscriptions) {
      const { kafkaTopicId } = samples.topic;
      const replayed = this.#subscriptions.get(keyOf(samples.group, kafkaTopicId));
      const ends = this.#ends.get(kafkaTopicId)?.get(atMs);
      if (replayed && ends) this.#advance(replayed, samples, ends, atMs);
    }
  }

  #advanceTopic(kafkaTopicId: string, ends: BigInt64Array, atMs: number): void {
    const flow = this.topicFlow(kafkaTopicId);
    flow.add(ends, NONE_HELD, atMs, this.#rules);
    const byPoll = this.#ends.get(kafkaTopicId) ?? new Map<number, TopicEndsThen>();
    byPoll.set(atMs, { highWatermark: ends, fell: flow.fellAt(atMs) });
    this.#ends.set(kafkaTopicId, byPoll);
  }

  topicFlow(kafkaTopicId: string): TopicFlow {
    const known = this.#topics.get(kafkaTopicId) ?? new TopicFlow();
    this.#topics.set(kafkaTopicId, known);
    return known;
  }

  subscriptionFlow(group: string, kafkaTopicId: string): SubscriptionFlow {
    return this.#subscriptions.get(keyOf(group, kafkaTopicId))?.flow ?? new SubscriptionFlow();
  }

  #advance(replayed: Replayed, { committed }: SubscriptionSamples, then: TopicEndsThen, atMs: number): void {
    const ends = then.highWatermark;
    const seen = readPositions(committed, ends, replayed);
    const fell = seen.fell || then.fell;
    replayed.flow.add({ counted: seen.counted, committed, ends }, { ...seen, atMs, fell, told: true }, this.#rules);
    replayed.before = mergedOver(replayed.before, committed);
  }
}

/** Ends of a topic in one poll, and whether some fell in it. */
interface TopicEndsThen {
  highWatermark: BigInt64Array;
  fell: boolean;
}

interface Replayed {
  flow: SubscriptionFlow;
  /** Partitions whose present state keeps them out of the sums. */
  outside: ReadonlySet<number>;
  /** Newest committed offset seen of each partition. */
  before: BigInt64Array | null;
}

/** A window may begin a little before its width. */
const WITH_ALLOWANCE = 1.25;
const NONE_HELD: ReadonlySet<number> = new Set();

const keyOf = (group: string, kafkaTopicId: string): string => `${kafkaTopicId} ${group}`;

/** A partition that is unknown now may have been known in the polls before. */
function isOutside(state: string): boolean {
  const known = LAG_STATES.find((one) => one === state);
  return known !== undefined && known !== 'unknown' && !countsInTotal(known);
}

function readPositions(committed: BigInt64Array, ends: BigInt64Array, { outside, before }: Replayed) {
  const [commitWords, endWords] = [wordsOf(committed), wordsOf(ends)];
  const beforeWords = before && wordsOf(before);
  const seen = { counted: new Uint8Array(committed.length), complete: true, moved: false, fell: false, behind: false };
  for (let partition = 0; partition < committed.length; partition++) {
    if (outside.has(partition)) continue;
    const commit = offsetAt(commitWords, partition);
    if (commit < 0) {
      seen.complete &&= committed[partition] !== NOT_OBSERVED;
      continue;
    }
    const last = beforeWords ? offsetAt(beforeWords, partition) : commit;
    seen.moved ||= commit !== last;
    seen.fell ||= commit < last;
    const end = partition < ends.length ? offsetAt(endWords, partition) : -1;
    if (end < 0) {
      seen.complete = false;
      continue;
    }
    seen.counted[partition] = 1;
    seen.behind ||= end > commit;
  }
  return seen;
}

/** The newest commits over those before: a poll that did not see one does not forget it. */
function mergedOver(before: BigInt64Array | null, committed: BigInt64Array): BigInt64Array {
  return before === null ? committed : committed.map((value, at) => (value < 0n ? (before[at] ?? value) : value));
}
