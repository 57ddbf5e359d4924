import type { LossNow, PartitionException, TopicConfigNow } from '#lib/history/contract.ts';
import { bySize, byTime, likelyAt } from '#lib/lag/loss/not-before.ts';
import { type Retention, retentionOf } from '#lib/lag/loss/retention.ts';
import { isThreatened } from '#lib/lag/loss/threat.ts';
import type { TimeLags } from './assemble-time-lag.ts';
import type { SlowBeatResult, TopicMemory } from './memory.ts';
import { offsetAt, wordsOf } from './offset-words.ts';
import type { SubscriptionPositions } from './subscription-flow.ts';

/** What the loss of one subscription is told from, in one poll. */
export interface LossInput {
  topic: TopicMemory;
  configs: SlowBeatResult['configs'];
  positions: SubscriptionPositions;
  logStart: BigInt64Array;
  lagEnds: BigInt64Array;
  timeLags: TimeLags;
  exceptions: readonly PartitionException[];
  /** Records that are gone from the start of this log were removed, not lost. */
  isRemovedOnPurpose(): boolean;
  drainSeconds: number | null;
  readAtMs: number;
  /** As it was told last. */
  before: LossNow | null;
}

interface Soonest {
  kind: 'time' | 'size';
  notBeforeMs: number;
  partition: number;
  /** Share of the retention that is used up. */
  used: number;
}

/**
 * What was deleted unread, and before when nothing more is (semantics: lag, section 3); null where it is neither. The object told
 * before while it is still true: of partitions that go in the same instant, one is as good as the other.
 */
export function lossOf(input: LossInput): LossNow | null {
  const loss = lossNow(input);
  const { before } = input;
  return before !== null && loss !== null && isSameLoss(before, loss) ? before : loss;
}

const isSameLoss = (one: LossNow, other: LossNow): boolean =>
  one.notBeforeMs === other.notBeforeMs &&
  one.kind === other.kind &&
  one.likelyAtMs === other.likelyAtMs &&
  one.deletedUnread === other.deletedUnread &&
  one.removedUnread === other.removedUnread &&
  one.isSizeUnknown === other.isSizeUnknown &&
  one.isAgeUnknown === other.isAgeUnknown &&
  one.isThreatened === other.isThreatened;

function lossNow(input: LossInput): LossNow | null {
  const { topic, readAtMs: nowMs, drainSeconds } = input;
  const gone = goneUnread(input);
  const retention = (input.timeLags.worst.ms ?? 0) > 0 ? retentionOfTopic(input.configs, topic) : null;
  const sized = retention?.bytes == null ? null : soonestBySize(input);
  const timed = retention?.ms == null ? null : soonestByTime(input, retention.ms);
  const soonest = soonerOf(timed?.soonest ?? null, sized?.soonest ?? null);
  const isSizeUnknown = sized?.isUnknown ?? false;
  const isAgeUnknown = timed?.isUnknown ?? false;
  if (gone === 0n && soonest === null && !isSizeUnknown && !isAgeUnknown) return null;
  const isRemoved = gone > 0n && input.isRemovedOnPurpose();
  return {
    deletedUnread: isRemoved ? '0' : gone.toString(),
    removedUnread: isRemoved ? gone.toString() : '0',
    ...placeOf(topic, soonest, nowMs),
    likelyAtMs: soonest && rounded(likelyAt(soonest.notBeforeMs, topic.logStartMoves.of(soonest.partition))),
    isSizeUnknown,
    isAgeUnknown,
    isThreatened: soonest !== null && isThreatened({ ...soonest, nowMs, drainSeconds }),
    offsetsExpireNotBeforeMs: null,
  };
}

const placeOf = (topic: TopicMemory, soonest: Soonest | null, nowMs: number) => ({
  notBeforeMs: soonest && coarse(soonest.notBeforeMs, nowMs),
  kind: soonest?.kind ?? null,
  topic: soonest && topic.key.name,
  partition: soonest?.partition ?? null,
});

/** Loss of two topics of a group: what is gone from both, and what comes first. */
export function addLoss(one: LossNow | null, other: LossNow | null): LossNow | null {
  if (one === null || other === null) return one ?? other;
  const first = (one.notBeforeMs ?? Infinity) <= (other.notBeforeMs ?? Infinity) ? one : other;
  return {
    ...first,
    deletedUnread: sumOf(one.deletedUnread, other.deletedUnread),
    removedUnread: sumOf(one.removedUnread, other.removedUnread),
    isSizeUnknown: one.isSizeUnknown || other.isSizeUnknown,
    isAgeUnknown: one.isAgeUnknown || other.isAgeUnknown,
    isThreatened: one.isThreatened || other.isThreatened,
  };
}

const sumOf = (one: string, other: string): string => (other === '0' ? one : (BigInt(one) + BigInt(other)).toString());

/** Of a group that loses nothing but its positions. */
export const withOffsetExpiry = (loss: LossNow | null, atMs: number | null, nowMs: number): LossNow | null =>
  atMs === null ? loss : { ...(loss ?? NO_LOSS), offsetsExpireNotBeforeMs: coarse(atMs, nowMs) };

const NO_LOSS: LossNow = {
  deletedUnread: '0',
  removedUnread: '0',
  notBeforeMs: null,
  kind: null,
  topic: null,
  partition: null,
  likelyAtMs: null,
  isSizeUnknown: false,
  isAgeUnknown: false,
  isThreatened: false,
  offsetsExpireNotBeforeMs: null,
};

const COARSE_SHARE = 128;

/** The same to a 128th of what is left: that a group gets a new bound with each record, or commit, need not be written at each poll. */
function coarse(ms: number, nowMs: number): number {
  const shareS = (ms - nowMs) / 1000 / COARSE_SHARE;
  const stepMs = 1000 * 2 ** Math.floor(Math.log2(Math.max(1, shareS)));
  return Math.floor(ms / stepMs) * stepMs;
}

/** To the second before: a bound may be too early, and a row need not be written anew for less. */
function rounded(ms: number): number;
function rounded(ms: number | null): number | null;
function rounded(ms: number | null): number | null {
  return ms === null ? null : Math.floor(ms / 1000) * 1000;
}

function goneUnread({ exceptions, positions, logStart }: LossInput): bigint {
  let gone = 0n;
  for (const { state, partition } of exceptions) {
    if (state !== 'truncated') continue;
    const [from = 0n, to = 0n] = [positions.committed[partition], logStart[partition]];
    if (from >= 0n && to > from) gone += to - from;
  }
  return gone;
}

/** What comes first, and whether something of which nothing is known may come before. */
interface Deletion {
  soonest: Soonest | null;
  isUnknown: boolean;
}

/**
 * The record written first decides, as all have the same retention; where it is known by the polls alone, as if it was written right
 * after the one that did not see it yet. Nothing is told while some record may be older than all that is known, unless one may
 * go at any moment anyway.
 */
function soonestByTime({ timeLags, readAtMs }: LossInput, retentionMs: number): Deletion {
  const { earliestMs, earliestPartition, hasOlder, worst } = timeLags;
  const isOverdue = (worst.ms ?? 0) >= retentionMs;
  const writtenMs = isOverdue ? Math.min(earliestMs, readAtMs - (worst.ms ?? 0)) : earliestMs;
  const partition = isOverdue ? timeLags.worstPartition : earliestPartition;
  if (hasOlder && !isOverdue) return { soonest: null, isUnknown: true };
  if (partition === null) return { soonest: null, isUnknown: false };
  const notBeforeMs = byTime(writtenMs, retentionMs);
  const used = (readAtMs - writtenMs) / retentionMs;
  return { soonest: { kind: 'time', notBeforeMs, partition, used }, isUnknown: false };
}

function soonestBySize(input: LossInput): Deletion {
  const { topic, positions, logStart, lagEnds, timeLags, readAtMs } = input;
  const [commits, starts, ends] = [wordsOf(positions.committed), wordsOf(logStart), wordsOf(lagEnds)];
  let soonest: Soonest | null = null;
  let isUnknown = false;
  for (let partition = 0; partition < positions.counted.length; partition++) {
    // Caught up, or nothing known.
    if (!((timeLags.ms[partition] ?? Number.NaN) > 0)) continue;
    const start = offsetAt(starts, partition);
    const end = offsetAt(ends, partition);
    const position = Math.max(offsetAt(commits, partition), start);
    const moves = topic.logStartMoves.of(partition);
    const writtenAtMs = (offset: number) => topic.trail.passedAt(partition, offset);
    const notBeforeMs = bySize({ position, logStart: start, end, moves, writtenAtMs, nowMs: readAtMs });
    if (notBeforeMs === null) isUnknown = true;
    else if (notBeforeMs < (soonest?.notBeforeMs ?? Infinity)) {
      soonest = { kind: 'size', notBeforeMs, partition, used: 1 - (position - start) / (end - start) };
    }
  }
  return { soonest, isUnknown };
}

function soonerOf(one: Soonest | null, other: Soonest | null): Soonest | null {
  if (one === null || other === null) return one ?? other;
  return other.notBeforeMs < one.notBeforeMs ? other : one;
}

/** By the settings, which stay the same object until they are read anew. */
const retentions = new WeakMap<readonly TopicConfigNow[], Retention>();

function retentionOfTopic(configs: SlowBeatResult['configs'], { key }: TopicMemory): Retention | null {
  const settings = configs.get(key.kafkaTopicId);
  if (!settings?.ok) return null;
  const known = retentions.get(settings.value);
  if (known) return known;
  const retention = retentionOf((wanted) => settings.value.find(({ name }) => name === wanted)?.value);
  if (retention) retentions.set(settings.value, retention);
  return retention;
}
