import type { GroupDetail } from '#lib/api/schemas/groups.ts';
import { type Asked, answer } from '../http.ts';
import type { ProduceTimes } from './produce-times.ts';
import type { TimeLagSample } from './time-lag-error.ts';

/** A partition of a group in one poll, as the console told it. */
interface Told {
  workload: string;
  topic: string;
  partition: number;
  position: number;
  observedAtMs: number;
  toldMs: number;
}

/** Collects what a console says of the time lag of some groups, poll by poll. */
export class TimeLagWatch {
  readonly #asked: Asked;
  readonly #cluster: string;
  readonly #groups: readonly string[];
  #told: Told[] = [];
  #observedAt = new Map<string, string>();

  constructor(asked: Asked, cluster: string, groups: readonly string[]) {
    this.#asked = asked;
    this.#cluster = cluster;
    this.#groups = groups;
  }

  /** Takes in what a poll told that was not there before. */
  async look(): Promise<void> {
    for (const name of this.#groups) {
      const path = `/api/v1/clusters/${this.#cluster}/groups/${encodeURIComponent(name)}`;
      const group = await answer<GroupDetail>(this.#asked, path);
      if (group?.observedAt == null || this.#observedAt.get(name) === group.observedAt) continue;
      this.#observedAt.set(name, group.observedAt);
      const observedAtMs = Date.parse(group.observedAt);
      for (const { topic, partition, lag, committed, logStart, timeLag } of group.partitions) {
        if (!Number(lag) || committed === null || timeLag.seconds === null) continue;
        const position = Math.max(Number(committed), Number(logStart ?? 0));
        const workload = `${name} ${group.lagTrend ?? 'unknown'}`;
        this.#told.push({ workload, topic, partition, position, observedAtMs, toldMs: timeLag.seconds * 1000 });
      }
    }
  }

  /** The same beside what was true; without records whose time is not known. */
  samples(times: ProduceTimes): TimeLagSample[] {
    return this.#told.flatMap(({ workload, topic, partition, position, observedAtMs, toldMs }) => {
      const producedAtMs = times.at(topic, partition, position);
      return producedAtMs === null ? [] : [{ workload, toldMs, trueMs: observedAtMs - producedAtMs }];
    });
  }
}
