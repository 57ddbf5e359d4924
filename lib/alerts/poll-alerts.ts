import type { Sql } from '#lib/db/database.ts';
import type { PollCompanion } from '#lib/history/companion.ts';
import type { PollWrite } from '#lib/history/contract.ts';
import { ClusterEvaluator, type Evaluation } from './evaluator.ts';
import type { ConsoleLinks } from './notice-of.ts';
import { destinationIds } from './store/outbox.ts';
import { readRevision, readRules } from './store/rules.ts';
import { readTargets, writeTargets } from './store/targets.ts';
import { type Told, tellIncidents } from './tell.ts';

export interface PollAlertsOptions {
  cluster: string;
  clusterId: number;
  intervalMs: number;
  links: ConsoleLinks;
  newId(): string;
  /** There is something to be delivered. */
  onDeliveries(): void;
  log: { error(fields: object, message: string): void };
}

/** What is known of the rules, up to their last change. */
interface Known {
  revision: bigint;
  evaluator: ClusterEvaluator;
  destinations: Map<string, bigint>;
  hasRules: boolean;
}

/**
 * The alert rules over the polls of one cluster: judged and written in the transaction of each poll, so that an incident is there
 * with the poll that opens it or not at all. While Postgres is away nothing is judged.
 */
export class PollAlerts implements PollCompanion {
  readonly #options: PollAlertsOptions;
  #known: Known | null = null;
  #pending: ({ evaluation: Evaluation } & Told) | null = null;
  /** Some storm goes on, as far as is known. */
  #mayHaveStorms = true;

  constructor(options: PollAlertsOptions) {
    this.#options = options;
  }

  async write(sql: Sql, poll: PollWrite): Promise<void> {
    this.#pending = null;
    const known = await this.#upToDate(sql);
    if (!known.hasRules && !known.evaluator.isActive && !this.#mayHaveStorms) return;
    const evaluation = this.#evaluate(known, poll);
    if (evaluation === null) return;
    await writeTargets(sql, this.#options.clusterId, evaluation.atMs, known.evaluator.unstored(evaluation));
    const hasToTell = evaluation.incidents.length > 0 || this.#mayHaveStorms;
    const { clusterId, links, newId } = this.#options;
    const told = hasToTell
      ? await tellIncidents(sql, evaluation, { clusterId, links, newId, destinations: known.destinations })
      : { deliveries: 0, storms: false };
    this.#pending = { evaluation, ...told };
  }

  written(): void {
    if (this.#pending === null) return;
    this.#known?.evaluator.accept(this.#pending.evaluation);
    this.#mayHaveStorms = this.#pending.storms;
    if (this.#pending.deliveries > 0) this.#options.onDeliveries();
    this.#pending = null;
  }

  forget(): void {
    this.#known = null;
    this.#pending = null;
    this.#mayHaveStorms = true;
  }

  /** A mistake of ours must not cost the poll; the next one is judged anew. */
  #evaluate({ evaluator }: Known, poll: PollWrite): Evaluation | null {
    try {
      return evaluator.evaluate(poll);
    } catch (error) {
      this.#options.log.error({ cluster: this.#options.cluster, err: error }, 'the alert rules cannot be judged');
      return null;
    }
  }

  async #upToDate(sql: Sql): Promise<Known> {
    const revision = await readRevision(sql);
    if (this.#known?.revision === revision) return this.#known;
    const rules = await readRules(sql);
    const destinations = await destinationIds(sql);
    const evaluator = this.#known?.evaluator ?? (await this.#restored(sql));
    evaluator.takeRules(rules);
    this.#known = { revision, evaluator, destinations, hasRules: rules.length > 0 };
    return this.#known;
  }

  async #restored(sql: Sql): Promise<ClusterEvaluator> {
    const { cluster, clusterId, intervalMs, newId } = this.#options;
    return new ClusterEvaluator({ cluster, intervalMs, newId }, await readTargets(sql, clusterId));
  }
}
