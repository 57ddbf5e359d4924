import { z } from 'zod';
import type { Transaction } from '#lib/db/database.ts';
import { HOUR_MS } from '#lib/history/hours.ts';
import { outsideTotalsSince } from '#lib/history/read/outside-totals.ts';
import { type SubscriptionRef, subscriptionsOfAll } from '#lib/history/read/subscriptions.ts';
import { matches } from '../patterns.ts';
import type { RuleDefinition } from '../rule-schema.ts';
import { type Thresholds, thresholdsOf } from '../threshold.ts';
import { boundsOf, heldHours, NONE_HELD, type PartitionTarget, told } from './hour-bounds.ts';
import { lookAtLag, lookAtTimeLag } from './look.ts';
import type { Past } from './past.ts';
import type { SavedReplay } from './replay.ts';
import type { HourTold, Look } from './walk.ts';

/** One of the groups that a rule is over. */
export interface GroupOf {
  id: number;
  name: string;
  partitions: number;
}

/** Where in the middle of a group another part goes on. */
export interface Within {
  group: string;
  topic: string | null;
  atMs: number;
  saved: SavedReplay;
}

/** How the hours of targets are told, and their polls looked at. */
export interface PartitionPast {
  targets: readonly PartitionTarget[];
  hourAt(target: number, hourMs: number): HourTold | undefined;
  look(target: PartitionTarget): Look;
}

/** The targets of a rule over lag, or over time lag, in these groups, with what their sealed hours tell from `fromMs` on. */
export async function partitionPast(
  tx: Transaction,
  groups: readonly GroupOf[],
  rule: RuleDefinition,
  past: Past,
  fromMs: number,
): Promise<PartitionPast> {
  const { condition } = rule;
  const ids = groups.map(({ id }) => id);
  const targets = targetsOf(groups, await subscriptionsOfAll(tx, ids), rule);
  const outside = await outsideTotalsSince(tx, ids);
  const together = condition.metric === 'time-lag' || condition.aggregation === 'worst-partition' ? 'largest' : 'sum';
  const bounds = await boundsOf(tx, targets, { ...past, fromMs }, outside, together);
  if (condition.metric === 'time-lag') {
    const gaps = condition.commitGaps === 0 ? new Map<number, number>() : await commitGapsOf(tx, ids);
    return {
      targets,
      // Whoever has read all is not behind; of how old an unread record is the hours tell nothing.
      hourAt: (index, hourMs) => told(bounds[index]?.get(hourMs), 0, NONE_HELD),
      look: (target) => lookAtTimeLag(tx, target, past, outside, limitsOf(condition, target, gaps)),
    };
  }
  const { threshold: fire, clearThreshold: clear } = condition;
  const held = rule.noData.policy === 'resolve' ? NONE_HELD : await heldHours(tx, bounds, fire);
  return {
    targets,
    hourAt: (index, hourMs) => told(bounds[index]?.get(hourMs), fire, held),
    look: (target) => lookAtLag(tx, target, past, outside, { limits: { fire, clear }, together }),
  };
}

function targetsOf(
  groups: readonly GroupOf[],
  byGroup: ReadonlyMap<number, readonly SubscriptionRef[]>,
  { topics, condition }: RuleDefinition,
): PartitionTarget[] {
  return groups.flatMap(({ id, name: group, partitions }): PartitionTarget[] => {
    const subscriptions = (byGroup.get(id) ?? []).filter(({ topic }) => matches(topics, topic));
    if (condition.aggregation !== 'per-topic') return [{ group, topic: null, subscriptions, partitions }];
    // A topic that was recreated is the same one to whoever reads its name.
    const byTopic = [...Map.groupBy(subscriptions, ({ topic }) => topic)];
    return byTopic
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([topic, ofTopic]) => ({ group, topic, subscriptions: ofTopic, partitions }));
  });
}

const gapRow = z.object({ id: z.int(), medianMs: z.number().nullable() });

/** How far apart the commits of subscriptions are now. */
async function commitGapsOf(tx: Transaction, groupIds: readonly number[]): Promise<Map<number, number>> {
  const rows = await tx.query(
    `select subscription_id as id, (commit_gaps->>'medianMs')::float8 as "medianMs" from subscription_now
      where group_id = any($1::int4[])`,
    [groupIds],
    gapRow,
  );
  return new Map(rows.map(({ id, medianMs }) => [id, medianMs ?? 0]));
}

function limitsOf(
  condition: RuleDefinition['condition'],
  { subscriptions }: PartitionTarget,
  gaps: ReadonlyMap<number, number>,
): Thresholds {
  return thresholdsOf(
    condition,
    subscriptions.map(({ subscriptionId }) => ({
      commitGaps: { medianMs: gaps.get(subscriptionId) ?? null, longestByDay: [] },
    })),
  );
}

/** Values that are unpacked in one go: a tenth of a second of work. */
const MOST_VALUES = 4_000_000;

/** How many hours of so many partitions are looked at in one go. */
export const hoursAtOnce = (partitions: number, { intervalMs }: Past): number => {
  const inHour = Math.max(1, partitions) * (HOUR_MS / intervalMs);
  return Math.max(1, Math.min(24, Math.floor(MOST_VALUES / inHour)));
};
