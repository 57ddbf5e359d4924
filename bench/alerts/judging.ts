import { randomUUID } from 'node:crypto';
import { ClusterEvaluator } from '#lib/alerts/evaluator.ts';
import { PollAlerts } from '#lib/alerts/poll-alerts.ts';
import type { AlertRule } from '#lib/alerts/rule.ts';
import { insertRule } from '#lib/alerts/store/rules.ts';
import { pollAt, rule, seen } from '#lib/alerts/testing.ts';
import type { Database } from '#lib/db/database.ts';
import { createTestDatabase } from '#lib/db/testing.ts';
import { registerCluster } from '#lib/history/writer.ts';
import { median, rounded } from '../statistics.ts';

/** How many groups and rules: of the rules some name one group, some are globs over 20 groups, and some are expressions over all. */
interface JudgingShape {
  groups: number;
  named: number;
  globs: number;
  overAll: number;
  polls: number;
}

export const FULL_JUDGING: JudgingShape = { groups: 10_000, named: 1_180, globs: 800, overAll: 20, polls: 30 };
export const SHORT_JUDGING: JudgingShape = { groups: 500, named: 60, globs: 40, overAll: 5, polls: 8 };
const INTERVAL_S = 10;
/** The first polls find out who matches, and open what is pending. */
const WARM_UP_POLLS = 3;
const LIMIT = 1_000;

/** What judging rules adds to a poll, on the Postgres of TIDEMARK_TEST_POSTGRES. */
export async function measureJudging(shape: JudgingShape): Promise<Record<string, number>> {
  const rules = rulesOf(shape);
  const judged = measurePure(shape, rules);
  const { db, drop } = await createTestDatabase();
  try {
    const whole = await measureWhole(db, shape, rules);
    const evalMsPerPoll = median(judged.warm);
    return {
      rules: rules.length,
      groups: shape.groups,
      coldMatchMs: rounded(judged.coldMs),
      hostileMatchMs: rounded(measureHostile(shape)),
      evalMsPerPoll: rounded(evalMsPerPoll),
      pendingTargets: judged.pending,
      changedPerPoll: judged.changed,
      // All but the judging itself.
      writeMsPerPoll: rounded(Math.max(0, median(whole) - evalMsPerPoll)),
    };
  } finally {
    await drop();
  }
}

const teamsOf = ({ groups }: JudgingShape): number => groups / 20;
const nameOf = (index: number, shape: JudgingShape): string => `team-${index % teamsOf(shape)}.group-${index}`;

/** So many that each of a hundred groups is above for ever without firing; a thousandth goes up and down. */
const groupsAt = (poll: number, shape: JudgingShape) =>
  Array.from({ length: shape.groups }, (_, index) =>
    seen(nameOf(index, shape), index % 100 === 0 || index % 1_000 === poll % 1_000 ? 5_000n : 5n),
  );

/** Of every group, in the forms in which somebody says so. */
const OVER_ALL = [
  '/group/',
  '/^team-/',
  '/^team-\\d+\\.group-\\d+$/',
  '/(group|other)-\\d+/',
  '/(?i)TEAM-[0-9]+/',
  '/^[a-z]+-[0-9]{1,4}\\./',
  '/^(team|squad)-\\d+\\.(group|consumer)-\\d+$/',
  '/-\\d+$/',
  '/^.+\\..+$/',
  '/\\bgroup\\b/',
];

function rulesOf(shape: JudgingShape): AlertRule[] {
  const over = (include: string, index: number): AlertRule =>
    rule({
      id: index + 1,
      name: `rule ${index}`,
      groups: { include: [include], exclude: [] },
      condition: {
        threshold: LIMIT,
        clearThreshold: LIMIT,
        forSeconds: 86_400,
        metric: index % 2 === 0 ? 'lag' : 'time-lag',
      },
    });
  return [
    ...Array.from({ length: shape.named }, (_, index) => nameOf((index * 7) % shape.groups, shape)),
    ...Array.from({ length: shape.globs }, (_, index) => `team-${index % teamsOf(shape)}.*`),
    ...Array.from({ length: shape.overAll }, (_, index) => OVER_ALL[index % OVER_ALL.length] ?? ''),
  ].map(over);
}

function evaluatorOf(rules: readonly AlertRule[]): ClusterEvaluator {
  const evaluator = new ClusterEvaluator({
    cluster: 'bench',
    knownSinceMs: 0,
    judgedAtMs: null,
    intervalMs: INTERVAL_S * 1_000,
    newId: randomUUID,
  });
  evaluator.takeRules(rules);
  return evaluator;
}

/** The pure part alone. */
function measurePure(shape: JudgingShape, rules: readonly AlertRule[]) {
  const evaluator = evaluatorOf(rules);
  const times: number[] = [];
  let pending = 0;
  let changed = 0;
  for (let poll = 0; poll < shape.polls; poll++) {
    const observed = pollAt(poll * INTERVAL_S, groupsAt(poll, shape));
    const started = performance.now();
    const evaluation = evaluator.evaluate(observed);
    changed = evaluator.unstored(evaluation).length;
    times.push(performance.now() - started);
    pending = evaluation.targets.length;
    evaluator.accept(evaluation);
  }
  return { coldMs: times[0] ?? Number.NaN, warm: times.slice(WARM_UP_POLLS), pending, changed };
}

/** The first poll, where somebody made as many slow regular expressions as are taken: there is no end to what it lasts but one of time. */
function measureHostile(shape: JudgingShape): number {
  const slow = (index: number): string => `/(?:[^${index % 10}-]?){36}[A-${String.fromCharCode(75 + index)}]$/`;
  const rules = Array.from({ length: 20 }, (_, index) =>
    rule({ id: index + 1, groups: { include: [slow(index), slow(index + 5)], exclude: [] } }),
  );
  const observed = pollAt(0, groupsAt(0, shape));
  const evaluator = evaluatorOf(rules);
  const started = performance.now();
  evaluator.evaluate(observed);
  return performance.now() - started;
}

/** All that the transaction of a poll does for alerts. */
async function measureWhole(db: Database, shape: JudgingShape, rules: readonly AlertRule[]): Promise<number[]> {
  await db.execute('delete from alert_rule');
  for (const { id: _, version: __, name, ...definition } of rules) {
    await insertRule(db, name, structuredClone(definition) as never);
  }
  const alerts = new PollAlerts({
    cluster: 'bench',
    clusterId: await registerCluster(db, 'bench'),
    intervalMs: INTERVAL_S * 1_000,
    links: { incidents: () => '', incident: () => '', group: () => '' },
    owners: [],
    newId: randomUUID,
    onDeliveries: () => undefined,
    log: { error: (fields, message) => console.error(message, fields), warn: () => undefined },
  });
  const times: number[] = [];
  for (let poll = 0; poll < shape.polls; poll++) {
    const observed = pollAt(poll * INTERVAL_S, groupsAt(poll, shape));
    const started = performance.now();
    await db.transaction((sql) => alerts.write(sql, observed));
    alerts.written();
    times.push(performance.now() - started);
  }
  return times.slice(WARM_UP_POLLS);
}
