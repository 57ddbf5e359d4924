import type { Sql } from '#lib/db/database.ts';
import type { PollCompanion } from '#lib/history/companion.ts';
import type { PollWrite } from '#lib/history/contract.ts';
import { ClusterEvaluator, type Evaluation } from './evaluator.ts';
import { inhibitionOf } from './inhibition.ts';
import type { ConsoleLinks } from './notice-of.ts';
import type { AlertRule } from './rule.ts';
import { inForceUntilMs, type Silence } from './silence.ts';
import { destinationIds } from './store/outbox.ts';
import { readRevision, readRules } from './store/rules.ts';
import { readSilences } from './store/silences.ts';
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
  rules: Map<number, AlertRule>;
  silences: Silence[];
  /** Some rule is told once more while an incident lasts. */
  hasRepeats: boolean;
}

/**
 * The alert rules over the polls of one cluster: judged and written in the transaction of each poll, so that an incident is there
 * with the poll that opens it or not at all. While Postgres is away nothing is judged.
 */
export class PollAlerts implements PollCompanion {
  readonly #options: PollAlertsOptions;
  #known: Known | null = null;
  #pending: ({ evaluation: Evaluation } & Told) | null = null;
  /** There may be something to tell even if nothing opens or ends. */
  #goesOn = true;

  constructor(options: PollAlertsOptions) {
    this.#options = options;
  }

  async write(sql: Sql, poll: PollWrite): Promise<void> {
    this.#pending = null;
    const known = await this.#upToDate(sql, poll.cluster.scheduledAtMs);
    if (known.rules.size === 0 && !known.evaluator.isActive && !this.#goesOn) {
      // Judged by no rule, but judged: the heartbeat goes on.
      await writeTargets(sql, this.#options.clusterId, poll.cluster.scheduledAtMs, []);
      return;
    }
    const evaluation = this.#evaluate(known, poll);
    if (evaluation === null) return;
    await writeTargets(sql, this.#options.clusterId, evaluation.atMs, known.evaluator.unstored(evaluation));
    this.#pending = { evaluation, ...(await this.#tell(sql, known, evaluation, poll)) };
  }

  async #tell(sql: Sql, known: Known, evaluation: Evaluation, poll: PollWrite): Promise<Told> {
    const { cluster, clusterId, links, newId } = this.#options;
    const { rules, destinations, evaluator } = known;
    const silences = known.silences.filter((silence) => inForceUntilMs(silence, evaluation.atMs) !== null);
    const isQuiet = evaluation.incidents.length === 0 && silences.length === 0 && !known.hasRepeats && !this.#goesOn;
    if (isQuiet) return { deliveries: 0, goesOn: false };
    const inhibition = inhibitionOf([...rules.values()], poll, cluster, silences);
    return tellIncidents(sql, evaluation, {
      clusterId,
      links,
      newId,
      destinations,
      rules,
      mutes: { silences, inhibition },
      factsNow: ({ rule, group, topic }) => evaluator.factsNow(Number(rule.id), { group, topic }),
    });
  }

  written(): void {
    if (this.#pending === null) return;
    this.#known?.evaluator.accept(this.#pending.evaluation);
    this.#goesOn = this.#pending.goesOn;
    if (this.#pending.deliveries > 0) this.#options.onDeliveries();
    this.#pending = null;
  }

  forget(): void {
    this.#known = null;
    this.#pending = null;
    this.#goesOn = true;
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

  async #upToDate(sql: Sql, nowMs: number): Promise<Known> {
    const revision = await readRevision(sql);
    if (this.#known?.revision === revision) return this.#known;
    const rules = await readRules(sql);
    const destinations = await destinationIds(sql);
    const evaluator = this.#known?.evaluator ?? (await this.#restored(sql));
    evaluator.takeRules(rules);
    const hasRepeats = rules.some(({ repeatSeconds }) => repeatSeconds !== null);
    const silences = await readSilences(sql, new Date(nowMs));
    const byId = new Map(rules.map((rule) => [rule.id, rule]));
    this.#known = { revision, evaluator, destinations, rules: byId, silences, hasRepeats };
    // A silence that was taken away, or a rule that repeats now.
    this.#goesOn = true;
    return this.#known;
  }

  async #restored(sql: Sql): Promise<ClusterEvaluator> {
    const { cluster, clusterId, intervalMs, newId } = this.#options;
    return new ClusterEvaluator({ cluster, intervalMs, newId }, await readTargets(sql, clusterId));
  }
}
