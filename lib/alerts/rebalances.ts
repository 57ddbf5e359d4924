import { z } from 'zod';
import type { PollWrite } from '#lib/history/contract.ts';

const HOUR_MS = 3_600_000;

/** That a group rebalanced, as a poll found it. */
export interface Rebalanced {
  group: string;
  atMs: number;
  /** At least so often since the poll before. */
  times: number;
}

/** How often groups of one cluster rebalanced within the last hour, by the events of its polls. */
export class Rebalances {
  readonly #byGroup = new Map<string, Rebalanced[]>();

  /** Begins with what is known of the hour before. */
  constructor(known: readonly Rebalanced[] = []) {
    for (const one of known) this.#add(one);
  }

  /** Takes in a poll; once, however often it is told. */
  take({ cluster, events }: Pick<PollWrite, 'cluster' | 'events'>): void {
    const atMs = cluster.scheduledAtMs;
    for (const [group, known] of this.#byGroup) {
      // What lies ahead was noted by a clock that was set back since.
      const kept = known.filter((one) => one.atMs < atMs && atMs - one.atMs < HOUR_MS);
      if (kept.length > 0) this.#byGroup.set(group, kept);
      else this.#byGroup.delete(group);
    }
    for (const { kind, groups, data } of events) {
      if (kind !== 'group-rebalanced') continue;
      const known = rebalanceData.safeParse(data);
      for (const group of groups) this.#add({ group, atMs, times: known.success ? known.data.rebalances : 1 });
    }
  }

  /** At least so often within the hour up to the poll that was taken in last. */
  inLastHour = (group: string): number => (this.#byGroup.get(group) ?? []).reduce((sum, { times }) => sum + times, 0);

  #add(one: Rebalanced): void {
    const known = this.#byGroup.get(one.group);
    if (known === undefined) this.#byGroup.set(one.group, [one]);
    else known.push(one);
  }
}

const rebalanceData = z.object({ rebalances: z.int() });
