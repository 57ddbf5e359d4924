import type { Owner } from '#lib/config/owners.ts';
import type { Sql } from '#lib/db/database.ts';
import type { PollCompanion } from '#lib/history/companion.ts';
import type { PollWrite } from '#lib/history/contract.ts';
import { ClusterEvaluator, type Evaluation } from './evaluator.ts';
import { type Destinations, hearersOf, unheard } from './hearers.ts';
import { inhibitionOf } from './inhibition.ts';
import { LatePolls } from './late-polls.ts';
import { silencesInForce } from './mute.ts';
import type { ConsoleLinks } from './notice-of.ts';
import { isOn, ownerOf } from './owner.ts';
import type { PatternTime } from './pattern-time.ts';
import type { AlertRule } from './rule.ts';
import { CLUSTER_SCOPE } from './scope.ts';
import type { Silence } from './silence.ts';
import { acknowledgedIncidents, followRules } from './store/incidents.ts';
import { destinationIds } from './store/outbox.ts';
import { readRebalances } from './store/rebalances.ts';
import { readRevision, readRules } from './store/rules.ts';
import { readSilences } from './store/silences.ts';
import { clusterJudged, holdEvaluation, readTargets, writeTargets } from './store/targets.ts';
import { type LateEvaluation, type Told, tellIncidents } from './tell.ts';

export interface PollAlertsOptions {
  cluster: string;
  clusterId: number;
  intervalMs: number;
  links: ConsoleLinks;
  owners: readonly Owner[];
  newId(): string;
  /** There is something to be delivered. */
  onDeliveries(): void;
  log: { error(fields: object, message: string): void; warn(fields: object, message: string): void };
  /** How long names may be held against the regular expressions of rules; that of the thread unless given. */
  patternTime?: PatternTime | undefined;
}

/** What is known of the rules, up to their last change. */
interface Known {
  revision: bigint;
  evaluator: ClusterEvaluator;
  destinations: Destinations;
  rules: Map<number, AlertRule>;
  silences: Silence[];
  /** Some rule is told once more while an incident lasts. */
  hasRepeats: boolean;
}

/** One write of what came of a poll, and of those before it that could not be written. */
interface Write {
  id: string;
  evaluation: Evaluation;
  late: LatePolls | null;
}

/**
 * The alert rules over the polls of one cluster: judged and written in the transaction of each poll, so that an incident is there
 * with the poll that opens it or not at all. Polls that Postgres did not take are judged in memory, in order and by their own instants;
 * what came of that is written with the next one that it takes, and told of what is still open by then.
 */
export class PollAlerts implements PollCompanion {
  readonly #options: PollAlertsOptions;
  #known: Known | null = null;
  #pending: (Write & Told) | null = null;
  /** The last write that is known to be in the tables; null before the first. */
  #writtenId: string | null = null;
  /** There may be something to tell even if nothing opens or ends. */
  #goesOn = true;
  /** The last write, which failed: the tables have it or not. */
  #doubtful: (Write & { isPassed: boolean }) | null = null;
  /** Judged after that, and not written. */
  #late: LatePolls | null = null;
  /** Destinations of owners that were found missing. */
  #unheard: ReadonlySet<string> = new Set();
  /** Rules that were found to wait for their regular expressions. */
  #waiting: ReadonlySet<string> = new Set();

  constructor(options: PollAlertsOptions) {
    this.#options = options;
  }

  async write(sql: Sql, poll: PollWrite): Promise<void> {
    const { clusterId, newId } = this.#options;
    this.#pending = null;
    await this.#settle(sql);
    const atMs = poll.cluster.scheduledAtMs;
    const known = await this.#upToDate(sql, atMs);
    const id = newId();
    const evaluation = this.#evaluate(known, poll);
    if (evaluation === null) return;
    const late = this.#late;
    const targets = late === null ? known.evaluator.unstored(evaluation) : late.targetsWith(evaluation.targets);
    await writeTargets(sql, clusterId, { atMs, writeId: id }, targets);
    const unseenMs = evaluation.unseenMs + (late?.unseenMs ?? 0);
    const told = await this.#tell(sql, known, { ...evaluation, unseenMs, before: late?.changes ?? [] }, poll);
    this.#pending = { id, evaluation, late, ...told };
  }

  /** Finds out what became of a write that failed, and whether the tables are as this process left them. */
  async #settle(sql: Sql): Promise<void> {
    const doubtful = this.#doubtful;
    const lastId = await holdEvaluation(sql, this.#options.clusterId);
    const isWritten = doubtful !== null && lastId === doubtful.id;
    if (isWritten) this.#writtenId = lastId;
    // Somebody ended what was open here: nobody had judged it for long.
    if (this.#known !== null && lastId !== this.#writtenId) this.forget();
    if (this.#known === null) this.#writtenId = lastId;
    this.#doubtful = null;
    if (doubtful === null || this.#known === null) return;
    if (isWritten) {
      if (!doubtful.isPassed) this.#known.evaluator.accept(doubtful.evaluation);
      return;
    }
    if (doubtful.late === null && !doubtful.isPassed) return;
    const late = doubtful.late ?? new LatePolls();
    if (doubtful.isPassed) late.add(doubtful.evaluation);
    if (this.#late !== null) late.append(this.#late);
    this.#late = late;
  }

  async #tell(sql: Sql, known: Known, evaluation: LateEvaluation, poll: PollWrite): Promise<Told> {
    const { cluster, clusterId, links, owners, newId } = this.#options;
    const { rules, destinations, evaluator } = known;
    const silences = silencesInForce(known.silences, evaluation.atMs);
    const isQuiet =
      evaluation.incidents.length + evaluation.before.length === 0 &&
      silences.length === 0 &&
      !known.hasRepeats &&
      !this.#goesOn;
    if (isQuiet) return { deliveries: 0, goesOn: false };
    const inForce = silences.map(({ silence }) => silence);
    const ofCluster = ownerOf(owners, { cluster, ...CLUSTER_SCOPE });
    const inhibition = inhibitionOf(
      [...rules.values()],
      poll,
      cluster,
      inForce,
      (rule) => hearersOf(rule, ofCluster, destinations).length > 0,
    );
    return tellIncidents(sql, evaluation, {
      clusterId,
      links,
      newId,
      destinations,
      owners,
      rules,
      mutes: { silences, inhibition },
      factsNow: (incident) => evaluator.factsNow(Number(incident.rule.id), incident),
      unreadNow: (incident) => evaluator.unreadNow(Number(incident.rule.id), incident),
    });
  }

  written(): void {
    this.#late = null;
    if (this.#pending === null) return;
    this.#writtenId = this.#pending.id;
    this.#known?.evaluator.accept(this.#pending.evaluation);
    this.#goesOn = this.#pending.goesOn;
    if (this.#pending.deliveries > 0) this.#options.onDeliveries();
    this.#pending = null;
  }

  failed(): void {
    this.#goesOn = true;
    if (this.#pending === null) return;
    const { id, evaluation, late } = this.#pending;
    this.#doubtful = { id, evaluation, late, isPassed: false };
    this.#late = null;
    this.#pending = null;
  }

  passOver(poll: PollWrite): void {
    if (this.#known === null) return;
    this.#goesOn = true;
    const doubtful = this.#doubtful;
    if (doubtful !== null && !doubtful.isPassed && doubtful.evaluation.atMs === poll.cluster.scheduledAtMs) {
      this.#known.evaluator.accept(doubtful.evaluation);
      doubtful.isPassed = true;
      return;
    }
    const evaluation = this.#evaluate(this.#known, poll);
    if (evaluation === null) return;
    this.#known.evaluator.accept(evaluation);
    this.#late ??= new LatePolls();
    this.#late.add(evaluation);
    if (!this.#late.isTooMuch) return;
    const { cluster, log } = this.#options;
    log.error({ cluster }, 'too much changes while Postgres is away: the alerts go on from before that');
    this.forget();
  }

  forget(): void {
    this.#known = null;
    this.#pending = null;
    this.#doubtful = null;
    this.#late = null;
    this.#goesOn = true;
  }

  /** A mistake of ours must not cost the poll; the next one is judged anew. */
  #evaluate({ evaluator }: Known, poll: PollWrite): Evaluation | null {
    try {
      const evaluation = evaluator.evaluate(poll);
      this.#warnOfWaiting(evaluator.waiting());
      return evaluation;
    } catch (error) {
      this.#options.log.error({ cluster: this.#options.cluster, err: error }, 'the alert rules cannot be judged');
      return null;
    }
  }

  /** Once, as long as a rule waits. */
  #warnOfWaiting(rules: readonly string[]): void {
    const { cluster, log } = this.#options;
    const fresh = rules.filter((name) => !this.#waiting.has(name));
    if (fresh.length > 0)
      log.warn(
        { cluster, rules: fresh },
        'the regular expressions of alert rules take long: what these are over is not known yet, and found out poll by poll',
      );
    this.#waiting = new Set(rules);
  }

  async #upToDate(sql: Sql, nowMs: number): Promise<Known> {
    const revision = await readRevision(sql);
    if (this.#known?.revision === revision) return this.#known;
    const rules = await readRules(sql);
    const destinations = await destinationIds(sql);
    this.#warnOfUnheard(destinations);
    const evaluator = this.#known?.evaluator ?? (await this.#restored(sql, nowMs));
    evaluator.takeRules(rules);
    await followRules(sql, this.#options.clusterId);
    evaluator.takeAcknowledged(await acknowledgedIncidents(sql, this.#options.clusterId));
    const hasRepeats = rules.some(({ repeatSeconds }) => repeatSeconds !== null);
    const silences = await readSilences(sql, new Date(nowMs));
    const byId = new Map(rules.map((rule) => [rule.id, rule]));
    this.#known = { revision, evaluator, destinations, rules: byId, silences, hasRepeats };
    // A silence that was taken away, or a rule that repeats now.
    this.#goesOn = true;
    return this.#known;
  }

  /** Once, as long as the destination is missing. */
  #warnOfUnheard(destinations: Destinations): void {
    const { cluster, owners, log } = this.#options;
    const missing = unheard(owners, destinations).filter((owner) => isOn(owner, cluster));
    for (const { team, destination } of missing) {
      if (this.#unheard.has(destination)) continue;
      log.warn({ cluster, owner: team, destination }, 'an owner cannot be told: there is no destination of that name');
    }
    this.#unheard = new Set(missing.map(({ destination }) => destination));
  }

  async #restored(sql: Sql, nowMs: number): Promise<ClusterEvaluator> {
    const { cluster, clusterId, intervalMs, newId, patternTime } = this.#options;
    const { knownSinceMs, judgedAtMs } = await clusterJudged(sql, clusterId);
    return new ClusterEvaluator(
      { cluster, knownSinceMs, judgedAtMs, intervalMs, newId, patternTime },
      await readTargets(sql, clusterId),
      await readRebalances(sql, clusterId, nowMs),
    );
  }
}
