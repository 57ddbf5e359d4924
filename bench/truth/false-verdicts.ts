import type { GroupDetail } from '#lib/api/schemas/groups.ts';
import { STATUS_RULES } from '#lib/lag/status/rules.ts';
import { type Asked, answer } from '../http.ts';
import { progress } from '../progress.ts';
import type { CommitWatch } from './commit-watch.ts';
import { groupsNamed } from './verdicts.ts';

/** What a restart of brokers, or of members, is not. */
const NEVER = new Set(['STOPPED', 'STALLED', 'REWOUND', 'LOST']);
/** Verdicts that are true of a partition whose commit did stand for so long: clients hang at times when brokers go. */
const OF_STANDING = new Set(['STOPPED', 'STALLED']);
/** Polls and looks of the bench do not coincide. */
const TOLERANCE_MS = 5_000;

/** Counts what is wrongly said of groups to which nothing happens but restarts. */
export class FalseVerdicts {
  readonly #asked: Asked;
  readonly #cluster: string;
  readonly #prefix: string;
  readonly #groups: ReadonlySet<string>;
  readonly #commits: CommitWatch;
  #false = new Set<string>();
  #true = new Set<string>();
  looks = 0;

  constructor(asked: Asked, cluster: string, prefix: string, groups: readonly string[], commits: CommitWatch) {
    this.#asked = asked;
    this.#cluster = cluster;
    this.#prefix = prefix;
    this.#groups = new Set(groups);
    this.#commits = commits;
  }

  /** Each partition counts once for each verdict: those that were wrong, and those of partitions that did stand. */
  get counts(): { wrong: number; right: number } {
    return { wrong: this.#false.size, right: this.#true.size };
  }

  async look(): Promise<void> {
    await this.#commits.look().catch(() => undefined);
    const rows = (await groupsNamed(this.#asked, this.#cluster, this.#prefix)).filter(({ group }) =>
      this.#groups.has(group),
    );
    if (rows.length === this.#groups.size) this.looks++;
    for (const { group, status } of rows) if (status !== null && NEVER.has(status)) await this.#judge(group);
  }

  async #judge(group: string): Promise<void> {
    const path = `/api/v1/clusters/${this.#cluster}/groups/${encodeURIComponent(group)}`;
    const detail = await answer<GroupDetail>(this.#asked, path);
    for (const { topic, partition, status, lag, lastCommitAt, clientId } of detail?.partitions ?? []) {
      const verdict = `${group} ${topic} ${partition} ${status}`;
      if (status === null || !NEVER.has(status) || this.#false.has(verdict) || this.#true.has(verdict)) continue;
      const standsMs = this.#commits.standsForMs(group, topic, partition);
      const isTrue = OF_STANDING.has(status) && standsMs >= STATUS_RULES.stallAfterMs - TOLERANCE_MS;
      (isTrue ? this.#true : this.#false).add(verdict);
      const stood = `its commit stood for ${Math.round(standsMs / 1000)} s`;
      progress(
        `${isTrue ? '·' : '✗'} ${verdict}: ${stood}; lag ${lag}, last commit ${lastCommitAt}, ` +
          `held by ${clientId}; ${detail?.state} with ${detail?.members} members`,
      );
    }
  }
}
