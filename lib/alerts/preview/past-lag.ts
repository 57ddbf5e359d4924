import type { Transaction } from '#lib/db/database.ts';
import { HOUR_MS } from '#lib/history/hours.ts';
import { readHours } from '#lib/history/read/hours.ts';
import { createLagFold } from '#lib/history/read/lag-fold.ts';
import { wantedPositions } from '#lib/history/read/lag-subscriptions.ts';
import { PollSums } from '#lib/history/read/poll-sums.ts';
import type { SubscriptionRef } from '#lib/history/read/subscriptions.ts';
import { readSumHours, readSums } from '#lib/history/read/sum-hours.ts';
import type { Thresholds } from '../threshold.ts';
import type { Past } from './past.ts';
import { eachPoll, holdPolls, NOTHING, pollsIn, UNKNOWN, UnseenPolls } from './polls.ts';
import type { PastSighting, Replay } from './replay.ts';

/** What a rule over summed lag is over, with what it made of it so far. */
export interface LagTarget {
  group: string;
  topic: string | null;
  subscriptions: readonly SubscriptionRef[];
  replay: Replay;
}

/** What the sums of a target's subscriptions make of one hour together. */
interface HourBounds {
  most: number;
  unknown: number;
}

/**
 * Runs targets through a time in which their lag is summed. Sealed hours in which the value stayed at or below both limits are told by
 * their largest sum; of all others each poll is looked at.
 */
export async function replayLag(
  tx: Transaction,
  targets: readonly LagTarget[],
  past: Past,
  limits: Thresholds,
): Promise<void> {
  const bounds = await boundsOf(tx, targets, past);
  const exact = await exactHours(tx, targets, bounds, limits);
  targets.forEach(({ replay }, index) => {
    for (let hourMs = past.fromMs; hourMs < past.sealedToMs; hourMs += HOUR_MS) {
      const bound = bounds[index]?.get(hourMs);
      const sums = exact[index]?.get(hourMs);
      const hour = { fromMs: hourMs, toMs: hourMs + HOUR_MS };
      if (sums !== undefined) {
        eachPoll(pollsIn(past.polls, hour), (atMs, point) =>
          replay.see(atMs, point === null ? UNKNOWN : sightingOf(sums, point, limits)),
        );
      } else if (!replay.isCalm) {
        // Without a bound it had nothing to be behind with.
        const value = bound?.most ?? 0;
        holdPolls(replay, past.polls, hour, bound === undefined ? NOTHING : { truth: 'false', isClear: true, value });
      }
    }
  });
  if (past.sealedToMs < past.toMs) await replayTail(tx, targets, past, limits);
}

async function boundsOf(
  tx: Transaction,
  targets: readonly LagTarget[],
  { clusterId, fromMs, sealedToMs }: Past,
): Promise<Map<number, HourBounds>[]> {
  const bounds = targets.map(() => new Map<number, HourBounds>());
  const places = placesOf(targets);
  const range = { clusterId, fromMs, toMs: sealedToMs };
  await readSumHours(tx, range, [...places.keys()], ({ subscriptionId, hourMs, max, unknown }) => {
    for (const index of places.get(subscriptionId) ?? []) {
      const hours = bounds[index];
      // Neither known nor missed: there was nothing to sum.
      if (hours === undefined || (Number.isNaN(max) && Number.isNaN(unknown))) continue;
      const sum = hours.get(hourMs) ?? { most: 0, unknown: 0 };
      sum.most += Number.isNaN(max) ? 0 : max;
      sum.unknown += Number.isNaN(unknown) ? 0 : unknown;
      hours.set(hourMs, sum);
    }
  });
  return bounds;
}

/** Targets of each subscription: of a rule per topic there are several of one group. */
function placesOf(targets: readonly LagTarget[]): Map<number, number[]> {
  const places = new Map<number, number[]>();
  for (const [index, { subscriptions }] of targets.entries()) {
    for (const { subscriptionId } of subscriptions) {
      places.set(subscriptionId, [...(places.get(subscriptionId) ?? []), index]);
    }
  }
  return places;
}

/**
 * Hours of which each poll is looked at: not those in which the value was at or below both limits as far as there was one. What fires at
 * the end of an hour is looked at in the next one, too: it matters whether there is a value at all.
 */
function exactOf(hours: ReadonlyMap<number, HourBounds>, { clear }: Thresholds): number[] {
  const isInDoubt = (bound: HourBounds | undefined) => bound !== undefined && (bound.unknown > 0 || bound.most > clear);
  return [...hours].flatMap(([hourMs, bound]) =>
    isInDoubt(bound) || isInDoubt(hours.get(hourMs - HOUR_MS)) ? [hourMs] : [],
  );
}

async function exactHours(
  tx: Transaction,
  targets: readonly LagTarget[],
  bounds: readonly Map<number, HourBounds>[],
  limits: Thresholds,
): Promise<Map<number, PollSums>[]> {
  const exact = targets.map(() => new Map<number, PollSums>());
  const wanted = targets.flatMap(({ subscriptions }, index) =>
    exactOf(bounds[index] ?? new Map(), limits).flatMap((hourMs) =>
      subscriptions.map(({ subscriptionId }) => ({ subscriptionId, hourMs, index })),
    ),
  );
  const byHour = Map.groupBy(wanted, ({ subscriptionId, hourMs }) => `${subscriptionId} ${hourMs}`);
  const distinct = [...byHour.values()].flatMap(([first]) => (first === undefined ? [] : [first]));
  await readSums(tx, distinct, ({ subscriptionId, hourMs }, sums) => {
    for (const { index } of byHour.get(`${subscriptionId} ${hourMs}`) ?? []) {
      const sum = exact[index]?.get(hourMs) ?? emptySums(sums.sum.length);
      sum.addSums(sums, 0, sums.sum.length);
      exact[index]?.set(hourMs, sum);
    }
  });
  return exact;
}

function emptySums(points: number): PollSums {
  const sums = new PollSums();
  sums.begin(points);
  return sums;
}

function sightingOf(sums: PollSums, point: number, { fire, clear }: Thresholds): PastSighting {
  const { sum, known, unknown } = sums.at(point);
  if (known + unknown === 0) return NOTHING;
  if (sum > fire) return { truth: 'true', isClear: false, value: sum };
  return unknown > 0 ? UNKNOWN : { truth: 'false', isClear: sum <= clear, value: sum };
}

/** The polls that are not sealed yet: their lag is counted from positions. */
async function replayTail(
  tx: Transaction,
  targets: readonly LagTarget[],
  { clusterId, sealedToMs, toMs, carryMs, polls }: Past,
  limits: Thresholds,
): Promise<void> {
  const subscriptions = [
    ...new Map(targets.flatMap((target) => target.subscriptions).map((one) => [one.subscriptionId, one])).values(),
  ];
  const places = placesOf(targets);
  const fold = createLagFold(subscriptions.length, { carryMs, readCommitted: false });
  const wanted = wantedPositions(subscriptions, { readCommitted: false });
  const unseen = new UnseenPolls(pollsIn(polls, { fromMs: sealedToMs, toMs }));
  const seeUnseen = (at: number) => {
    for (const { replay } of targets) replay.see(at, UNKNOWN);
  };
  // What was sealed last is looked at once more, for what the first polls after it carry over.
  await readHours(tx, { clusterId, fromMs: sealedToMs - carryMs, toMs }, wanted, (hour) => {
    const sums = targets.map(() => emptySums(hour.atMs.length));
    subscriptions.forEach(({ subscriptionId }, nth) => {
      const of = places.get(subscriptionId) ?? [];
      fold.subscription(hour, nth, (_, lag) => {
        for (const index of of) sums[index]?.addColumn(lag, hour.from, hour.to);
      });
    });
    for (let point = hour.from; point < hour.to; point++) {
      const at = hour.atMs[point] ?? 0;
      if (at < sealedToMs) continue;
      unseen.showUntil(at, seeUnseen);
      targets.forEach(({ replay }, index) => {
        const sum = sums[index];
        if (sum !== undefined) replay.see(at, sightingOf(sum, point, limits));
      });
    }
  });
  unseen.showUntil(toMs, seeUnseen);
}
