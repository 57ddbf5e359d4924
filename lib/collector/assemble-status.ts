import type { StatusChangeRecord } from '#lib/history/contract.ts';
import { LAG_STATES, type LagState } from '#lib/lag/state.ts';
import { type PartitionFacts, partitionStatus, type SubscriptionFacts } from '#lib/lag/status/partition-status.ts';
import { CAUGHT_UP_WITHIN_MS, laggingFromMs, type StatusRules, stallAfterMs } from '#lib/lag/status/rules.ts';
import { placeOf, statusAt } from '#lib/lag/status/status.ts';
import { advanceLaggingPartitions } from './lagging-partitions.ts';
import type { GroupMemory, SubscriptionMemory } from './memory.ts';
import { offsetAt, wordsOf } from './offset-words.ts';
import { FLAG, NO_STATUS, partitionsOf, type SubscriptionStatus, WAY } from './subscription-status.ts';

/** One subscription in one poll, once its lag and its time lag are known. */
export interface StatusInput {
  groupId: string;
  group: GroupMemory;
  subscription: SubscriptionMemory;
  partitions: number;
  /** Positions by partition, as lag is counted. */
  committed: BigInt64Array;
  lagEnds: BigInt64Array;
  logStart: BigInt64Array;
  /** NaN where it is not known. */
  timeLagMs: Float64Array;
  /** False of a topic that no member subscribes to. */
  subscribed: boolean;
  rules: StatusRules;
  threePollsMs: number;
  nowMs: number;
  /** The newest poll before this one that saw something. */
  seenBeforeMs: number;
}

const [OK, BEHIND, LAGGING] = [placeOf('OK'), placeOf('BEHIND'), placeOf('LAGGING')];
/** In the place of a place: the rules must say. */
const MUST_JUDGE = -1;
/** How lag rose meanwhile says nothing of how fast who reads on is. */
const STANDING = new Set([placeOf('STOPPED'), placeOf('STALLED')]);

/** Judges the status of every partition of a subscription, in its memory; gives what changed. */
export function assembleStatus(input: StatusInput): StatusChangeRecord[] {
  const { subscription, partitions, committed, lagEnds, rules, nowMs } = input;
  const { status } = subscription;
  const judging = new StatusJudging(input);
  const changes = new ChangeList();
  for (let partition = 0; partition < partitions; partition++) {
    const usual = judging.usualPlace(partition);
    const place = usual === MUST_JUDGE ? judging.judge(partition) : usual;
    const was = status.place[partition] ?? NO_STATUS;
    if (place === was) continue;
    changes.add(was, place, partition);
    if (STANDING.has(was) && !STANDING.has(place)) status.resumedAtMs[partition] = nowMs;
    status.put(partition, place, nowMs);
  }
  status.rows.add(committed, lagEnds, nowMs, rules.windowMs);
  if (changes.isEmpty) return [];
  status.tell(partitions);
  return changes.records(input.groupId, subscription);
}

/** What is told of a subscription that has ended: its partitions have no status any more. */
export function endedStatuses(group: string, { topic, status }: SubscriptionMemory): StatusChangeRecord[] {
  return status.told.partitions.map((one) => ({
    group,
    topic,
    was: one.status,
    status: null,
    partitions: partitionsOf(one.runs),
  }));
}

/** The rules over one subscription in one poll. */
class StatusJudging {
  readonly #input: StatusInput;
  readonly #status: SubscriptionStatus;
  readonly #commits: Uint32Array;
  readonly #ends: Uint32Array;
  readonly #starts: Uint32Array;
  readonly #shared: SubscriptionFacts;
  readonly #laggingFromMs: number;
  /** Somebody reads and is at rest, as far as is known: what moves then needs no look at the rules of who is absent. */
  readonly #isCalm: boolean;
  readonly #facts: PartitionFacts = {
    state: 'ok',
    removedOnPurpose: false,
    underMinIsr: false,
    unassigned: false,
    held: true,
    subscribed: true,
    lag: 0,
    lagSinceMs: Number.NaN,
    movedAtMs: 0,
    caughtUpAtMs: 0,
    rewoundAtMs: Number.NaN,
    lagging: false,
    before: null,
  };

  constructor(input: StatusInput) {
    const { group, subscription, committed, lagEnds, logStart, rules, threePollsMs, nowMs } = input;
    this.#input = input;
    this.#status = subscription.status;
    this.#commits = wordsOf(committed);
    this.#ends = wordsOf(lagEnds);
    this.#starts = wordsOf(logStart);
    const gaps = { medianMs: subscription.flow.gaps.medianMs, longestMs: subscription.flow.gaps.longestMs(nowMs) };
    this.#laggingFromMs = laggingFromMs(rules, gaps);
    advanceLaggingPartitions({
      ...input,
      laggingFromMs: this.#laggingFromMs,
      medianGapMs: gaps.medianMs ?? 0,
      windowMs: rules.windowMs,
    });
    const { presence, memberCount, type, assignOnly } = group;
    this.#isCalm = (memberCount !== 0 || assignOnly) && presence.rebalancingSinceMs === null;
    this.#shared = {
      ...presence,
      type,
      members: memberCount,
      assignOnly,
      stallAfterMs: stallAfterMs(rules, gaps, threePollsMs),
      windowMs: rules.windowMs,
      usualGapMs: gaps.longestMs,
      // What lasts shorter no poll tells from a group that reads on.
      batchFromMs: Math.max(rules.stallAfterMs, threePollsMs),
    };
    this.#facts.subscribed = input.subscribed;
  }

  /**
   * The quick way of most partitions in most polls: has nothing to read, or moves, with members that are there and at rest, or that
   * never join, as far as is known. What the rules come to then, with its timers; MUST_JUDGE of all others. A property holds it against the rules.
   */
  usualPlace(partition: number): number {
    const { nowMs, rules, timeLagMs, subscription } = this.#input;
    const { way, rewoundAtMs, caughtUpAtMs, lagging } = this.#status;
    if (way[partition] !== WAY.usual || nowMs - (rewoundAtMs[partition] ?? 0) < rules.windowMs) return MUST_JUDGE;
    const lag = offsetAt(this.#ends, partition) - offsetAt(this.#commits, partition);
    if (lag !== 0 && !this.#isCalm) return MUST_JUDGE;
    const movedAtMs = subscription.partitions[partition]?.movedAtMs ?? nowMs;
    const isCaughtUp =
      lag <= rules.caughtUpBelow || (timeLagMs[partition] ?? Number.NaN) <= this.#caughtUpWithinMs(movedAtMs);
    // Nearly nothing to read, and that for long: it stands.
    if (lag !== 0 && nowMs - movedAtMs >= this.#shared.stallAfterMs) return MUST_JUDGE;
    this.#noteLag(partition, lag);
    const caughtUpMs = caughtUpAtMs[partition] ?? Number.NaN;
    if (isCaughtUp || Number.isNaN(caughtUpMs)) caughtUpAtMs[partition] = nowMs;
    if (lagging[partition] === 1) return LAGGING;
    return !isCaughtUp && nowMs - caughtUpMs >= rules.windowMs ? BEHIND : OK;
  }

  /** Place of the partition's status, by the rules; NO_STATUS where it takes no part, or was never seen. */
  judge(partition: number): number {
    const { nowMs, seenBeforeMs, threePollsMs } = this.#input;
    const status = this.#status;
    const way = status.way[partition];
    const state = way === WAY.judged ? (LAG_STATES[status.stateRank[partition] ?? 0] ?? 'ok') : 'ok';
    if (way === WAY.none || state === 'inactive') {
      status.caughtUpAtMs[partition] = Number.NaN;
      status.lagSinceMs[partition] = Number.NaN;
      return NO_STATUS;
    }
    if (state === 'unknown') {
      if (Number.isNaN(status.unseenSinceMs[partition])) status.unseenSinceMs[partition] = seenBeforeMs;
      const unseenMs = nowMs - (status.unseenSinceMs[partition] ?? nowMs);
      return unseenMs >= threePollsMs ? placeOf('NO_DATA') : (status.place[partition] ?? NO_STATUS);
    }
    status.unseenSinceMs[partition] = Number.NaN;
    const found = partitionStatus(this.#factsOf(partition, state), this.#shared, nowMs);
    // A batch between its runs is not behind: its time begins with the next run.
    if (found === 'IDLE_BATCH') status.caughtUpAtMs[partition] = nowMs;
    return placeOf(found);
  }

  #factsOf(partition: number, state: LagState): PartitionFacts {
    const { nowMs, subscription } = this.#input;
    const [status, facts] = [this.#status, this.#facts];
    const flags = status.way[partition] === WAY.judged ? (status.flags[partition] ?? 0) : FLAG.held;
    facts.state = state;
    facts.held = (flags & FLAG.held) !== 0;
    facts.unassigned = (flags & FLAG.unassigned) !== 0;
    facts.underMinIsr = (flags & FLAG.underMinIsr) !== 0;
    facts.removedOnPurpose = (flags & FLAG.removedOnPurpose) !== 0;
    facts.before = status.statusAt(partition);
    facts.movedAtMs = subscription.partitions[partition]?.movedAtMs ?? nowMs;
    facts.lag = this.#lagOf(partition, state);
    // Without a commit it waits from when a member has it and there is something to read.
    this.#noteLag(partition, state === 'no-commit' && !facts.held ? 0 : facts.lag);
    facts.lagSinceMs = status.lagSinceMs[partition] ?? nowMs;
    this.#noteCaughtUp(partition, state, facts.lag, facts.movedAtMs);
    facts.caughtUpAtMs = status.caughtUpAtMs[partition] ?? nowMs;
    facts.rewoundAtMs = status.rewoundAtMs[partition] ?? Number.NaN;
    facts.lagging = status.lagging[partition] === 1;
    return facts;
  }

  #lagOf(partition: number, state: LagState): number {
    const end = offsetAt(this.#ends, partition);
    if (state === 'no-commit') return Math.max(0, end - offsetAt(this.#starts, partition));
    const memory = this.#input.subscription.partitions[partition];
    if (state === 'expired') {
      const since = end < 0 || memory?.committed == null ? 0 : end - Number(memory.committed);
      return Math.max(0, since, Number(memory?.lag ?? 0n));
    }
    if (this.#status.way[partition] === WAY.usual) return end - offsetAt(this.#commits, partition);
    return Number(memory?.lag ?? 0n);
  }

  #noteLag(partition: number, lag: number): void {
    const { lagSinceMs } = this.#status;
    if (lag <= 0) lagSinceMs[partition] = Number.NaN;
    else if (Number.isNaN(lagSinceMs[partition])) lagSinceMs[partition] = this.#input.nowMs;
  }

  #noteCaughtUp(partition: number, state: LagState, lag: number, movedAtMs: number): void {
    const { nowMs, rules, timeLagMs } = this.#input;
    const { caughtUpAtMs, rewoundAtMs } = this.#status;
    const behindMs = timeLagMs[partition] ?? Number.NaN;
    const isCaughtUp = lag <= rules.caughtUpBelow || behindMs <= this.#caughtUpWithinMs(movedAtMs);
    if (!isCaughtUp && state !== 'no-commit' && !Number.isNaN(caughtUpAtMs[partition])) return;
    caughtUpAtMs[partition] = nowMs;
    if (isCaughtUp && rewoundAtMs[partition] !== nowMs) rewoundAtMs[partition] = Number.NaN;
  }

  /** A commit that was seen now was made at some time since the poll before: it may have been behind by less. */
  #caughtUpWithinMs(movedAtMs: number): number {
    const { nowMs, seenBeforeMs } = this.#input;
    return CAUGHT_UP_WITHIN_MS + (movedAtMs === nowMs ? nowMs - seenBeforeMs : 0);
  }
}

/** Partitions that went from one status to another, by what they went from and to. */
class ChangeList {
  #byStep = new Map<number, number[]>();

  get isEmpty(): boolean {
    return this.#byStep.size === 0;
  }

  add(was: number, place: number, partition: number): void {
    const step = was * (NO_STATUS + 1) + place;
    const same = this.#byStep.get(step);
    if (same) same.push(partition);
    else this.#byStep.set(step, [partition]);
  }

  records(group: string, { topic }: SubscriptionMemory): StatusChangeRecord[] {
    return [...this.#byStep].map(([step, partitions]) => ({
      group,
      topic,
      was: statusAt(Math.floor(step / (NO_STATUS + 1))),
      status: statusAt(step % (NO_STATUS + 1)),
      partitions,
    }));
  }
}
