import type { PartitionStatusNow, StatusCountsNow } from '#lib/history/contract.ts';
import { placeOf, type Status, statusAt, statusOf } from '#lib/lag/status/status.ts';
import { LagRows } from './lag-rows.ts';

/** In the place of a status: the partition has none, as one that takes no part. */
export const NO_STATUS = 255;

/** How the newest poll found a partition. */
export const WAY = { none: 0, usual: 1, judged: 2 } as const;

/** What else the newest poll found of a partition that was judged; bits. */
export const FLAG = { unassigned: 1, held: 2, underMinIsr: 4, removedOnPurpose: 8 } as const;

/** The statuses of a subscription as the store and the pages have them; the same object while none changes. */
export interface ToldStatuses {
  counts: StatusCountsNow;
  partitions: PartitionStatusNow[];
}

/**
 * What is kept of the statuses of one subscription from poll to poll; index = partition. Columns, since a large cluster has 100,000
 * partitions and looks at each in every poll. NaN: never, or not so.
 */
export class SubscriptionStatus {
  /** Places in the order of statuses, or NO_STATUS. */
  place = new Uint8Array(0);
  sinceMs = new Float64Array(0);
  /** Since when there is something to read. */
  lagSinceMs = new Float64Array(0);
  caughtUpAtMs = new Float64Array(0);
  rewoundAtMs = new Float64Array(0);
  /** When it was last read again after it had stood still. */
  resumedAtMs = new Float64Array(0);
  /** The poll before the first that could not read it. */
  unseenSinceMs = new Float64Array(0);
  /** 1: LAGGING holds, also behind a worse status. */
  lagging = new Uint8Array(0);
  laggingFailedSinceMs = new Float64Array(0);

  way = new Uint8Array(0);
  /** Rank of the state of a partition that was judged (lib/lag/state.ts). */
  stateRank = new Uint8Array(0);
  flags = new Uint8Array(0);

  readonly rows = new LagRows();
  told: ToldStatuses = { counts: {}, partitions: [] };

  /** Makes ready for a poll over so many partitions. */
  begin(partitions: number): void {
    if (partitions > this.place.length) this.#grow(partitions);
    this.way.fill(WAY.none);
  }

  statusAt(partition: number): Status | null {
    return statusAt(this.place[partition] ?? NO_STATUS);
  }

  put(partition: number, place: number, nowMs: number): void {
    this.place[partition] = place;
    this.sinceMs[partition] = nowMs;
  }

  /** Takes up what was told before a restart. */
  restore(partitions: number, told: ToldStatuses): void {
    this.begin(partitions);
    this.told = told;
    for (const { status, sinceMs, runs } of told.partitions) {
      const known = statusOf(status);
      if (known === null) continue;
      const place = placeOf(known);
      for (const partition of partitionsOf(runs)) if (partition < partitions) this.put(partition, place, sinceMs);
    }
  }

  /** Tells anew what changed. */
  tell(partitions: number): void {
    const counts: StatusCountsNow = {};
    const bySince = new Map<string, PartitionStatusNow>();
    for (let partition = 0; partition < partitions; partition++) {
      const status = this.statusAt(partition);
      if (status === null) continue;
      counts[status] = (counts[status] ?? 0) + 1;
      const sinceMs = this.sinceMs[partition] ?? 0;
      const key = `${status} ${sinceMs}`;
      const same = bySince.get(key) ?? { status, sinceMs, runs: [] };
      bySince.set(key, same);
      if (same.runs.at(-1) === partition - 1) same.runs[same.runs.length - 1] = partition;
      else same.runs.push(partition, partition);
    }
    this.told = { counts, partitions: [...bySince.values()] };
  }

  #grow(partitions: number): void {
    const bytes = (before: Uint8Array, fill: number) => {
      const longer = new Uint8Array(partitions).fill(fill);
      longer.set(before);
      return longer;
    };
    const instants = (before: Float64Array) => {
      const longer = new Float64Array(partitions).fill(Number.NaN);
      longer.set(before);
      return longer;
    };
    this.place = bytes(this.place, NO_STATUS);
    this.sinceMs = instants(this.sinceMs);
    this.lagSinceMs = instants(this.lagSinceMs);
    this.caughtUpAtMs = instants(this.caughtUpAtMs);
    this.rewoundAtMs = instants(this.rewoundAtMs);
    this.resumedAtMs = instants(this.resumedAtMs);
    this.unseenSinceMs = instants(this.unseenSinceMs);
    this.lagging = bytes(this.lagging, 0);
    this.laggingFailedSinceMs = instants(this.laggingFailedSinceMs);
    this.way = bytes(this.way, WAY.none);
    this.stateRank = bytes(this.stateRank, 0);
    this.flags = bytes(this.flags, 0);
  }
}

/** The partitions of runs: first and last of each in turn. */
export function partitionsOf(runs: readonly number[]): number[] {
  const partitions: number[] = [];
  for (let at = 0; at + 1 < runs.length; at += 2) {
    for (let partition = runs[at] ?? 0; partition <= (runs[at + 1] ?? -1); partition++) partitions.push(partition);
  }
  return partitions;
}
