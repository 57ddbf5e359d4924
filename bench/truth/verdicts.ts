import type { GroupCauses } from '#lib/api/schemas/causes.ts';
import type { GroupRow } from '#lib/api/schemas/groups.ts';
import { type Asked, answer } from '../http.ts';
import { progress } from '../progress.ts';
import type { Workload } from './workloads.ts';

/** What a console said of one workload, look by look. */
export interface Said {
  statuses: Set<string>;
  firstCauses: Set<string>;
}

/** The groups of a cluster whose names have this in them. */
export async function groupsNamed(asked: Asked, cluster: string, search: string): Promise<GroupRow[]> {
  const path = `/api/v1/clusters/${cluster}/groups?limit=200&search=${encodeURIComponent(search)}`;
  const page = await answer<{ items: GroupRow[] }>(asked, path);
  return page?.items ?? [];
}

/** Collects what is said of the workloads while nothing about them changes. */
export class VerdictWatch {
  readonly #asked: Asked;
  readonly #cluster: string;
  readonly #prefix: string;
  #said = new Map<string, Said>();

  constructor(asked: Asked, cluster: string, prefix: string) {
    this.#asked = asked;
    this.#cluster = cluster;
    this.#prefix = prefix;
  }

  async look(workloads: readonly Workload[]): Promise<void> {
    const rows = new Map((await groupsNamed(this.#asked, this.#cluster, this.#prefix)).map((row) => [row.group, row]));
    for (const { group } of workloads) {
      const name = this.#prefix + group;
      const path = `/api/v1/clusters/${this.#cluster}/groups/${encodeURIComponent(name)}/causes`;
      const found = await answer<GroupCauses>(this.#asked, path);
      const said = this.#said.get(group) ?? { statuses: new Set(), firstCauses: new Set() };
      this.#said.set(group, said);
      said.statuses.add(rows.get(name)?.status ?? 'absent');
      said.firstCauses.add(found?.causes[0]?.kind ?? 'none');
    }
  }

  /** How many workloads were given a status, and how many a first cause, that is not right; a table of all on the way. */
  wrong(workloads: readonly Workload[]): { wrongStatuses: number; wrongCauses: number } {
    let [wrongStatuses, wrongCauses] = [0, 0];
    for (const { group, statuses, causes } of workloads) {
      const said = this.#said.get(group) ?? { statuses: new Set(['absent']), firstCauses: new Set(['absent']) };
      const rightCauses = causes.map((cause) => cause ?? 'none');
      const statusesHold = isWithin(said.statuses, statuses);
      const causesHold = isWithin(said.firstCauses, rightCauses);
      wrongStatuses += statusesHold ? 0 : 1;
      wrongCauses += causesHold ? 0 : 1;
      const marks = `${statusesHold ? '✓' : '✗'}${causesHold ? '✓' : '✗'}`;
      progress(
        `${marks} ${group.padEnd(24)} ${statuses.join('|')}: ${[...said.statuses].join()}; ` +
          `${rightCauses.join('|')}: ${[...said.firstCauses].join()}`,
      );
    }
    return { wrongStatuses, wrongCauses };
  }
}

const isWithin = (said: ReadonlySet<string>, right: readonly string[]): boolean =>
  [...said].every((one) => right.includes(one));
