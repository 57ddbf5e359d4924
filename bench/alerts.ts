/**
 * What judging alert rules adds to a poll: 10,000 groups of 6 partitions and 2,000 rules, of which 1,180 name one group, 800 globs
 * match 20 each, and 20 are over all, on a real Postgres; 1 % of the targets pending, 0.1 % changing with each poll. Ends with 1
 * when a full run misses a bar.
 *
 *   npm run bench:alerts [-- --short]
 */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ClusterEvaluator } from '#lib/alerts/evaluator.ts';
import { PollAlerts } from '#lib/alerts/poll-alerts.ts';
import type { AlertRule } from '#lib/alerts/rule.ts';
import { insertRule } from '#lib/alerts/store/rules.ts';
import { ALL, pollAt, rule, seen } from '#lib/alerts/testing.ts';
import { createTestDatabase } from '#lib/db/testing.ts';
import { registerCluster } from '#lib/history/writer.ts';
import { startPostgres } from '#scripts/local/postgres.ts';
import { temporaryFolder } from '#scripts/local/temporary-folder.ts';
import { type Bars, reportFigures } from './bars.ts';
import { median, rounded } from './statistics.ts';

const FULL = { groups: 10_000, named: 1_180, globs: 800, overAll: 20, polls: 30 };
const SHORT = { groups: 500, named: 60, globs: 40, overAll: 5, polls: 8 };
const INTERVAL_S = 10;
/** The first polls find out who matches, and open what is pending. */
const WARM_UP_POLLS = 3;
const BARS: Bars = { evalMsPerPoll: { atMost: 200 }, writeMsPerPoll: { atMost: 100 } };
const LIMIT = 1_000;

const { values } = parseArgs({ options: { short: { type: 'boolean', default: false } } });
const shape = values.short ? SHORT : FULL;
const teams = shape.groups / 20;
const names = Array.from({ length: shape.groups }, (_, index) => `team-${index % teams}.group-${index}`);

/** So many that each of a hundred groups is above for ever without firing; a thousandth goes up and down. */
const groupsAt = (poll: number) =>
  names.map((name, index) => seen(name, index % 100 === 0 || index % 1_000 === poll % 1_000 ? 5_000n : 5n));

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
const rules = [
  ...Array.from({ length: shape.named }, (_, index) => names[(index * 7) % shape.groups] ?? ''),
  ...Array.from({ length: shape.globs }, (_, index) => `team-${index % teams}.*`),
  ...Array.from({ length: shape.overAll }, () => ALL.include[0] ?? ''),
].map(over);

const folder = temporaryFolder('bench');
const server = process.env.TIDEMARK_TEST_POSTGRES ? null : await startPostgres({ dir: join(folder.path, 'postgres') });
process.env.TIDEMARK_TEST_POSTGRES ??= server?.adminUrl;
const { db, drop } = await createTestDatabase();
try {
  const judged = measureJudging();
  const whole = await measureWhole();
  const evalMsPerPoll = median(judged.warm);
  reportFigures(
    {
      rules: rules.length,
      groups: shape.groups,
      coldMatchMs: rounded(judged.coldMs),
      evalMsPerPoll: rounded(evalMsPerPoll),
      pendingTargets: judged.pending,
      changedPerPoll: judged.changed,
      // All but the judging itself.
      writeMsPerPoll: rounded(Math.max(0, median(whole) - evalMsPerPoll)),
    },
    values.short ? {} : BARS,
  );
} finally {
  await drop();
  await server?.stop();
  folder.remove();
}

/** The pure part alone. */
function measureJudging() {
  const evaluator = new ClusterEvaluator({ cluster: 'bench', intervalMs: INTERVAL_S * 1_000, newId: randomUUID });
  evaluator.takeRules(rules);
  const times: number[] = [];
  let pending = 0;
  let changed = 0;
  for (let poll = 0; poll < shape.polls; poll++) {
    const observed = pollAt(poll * INTERVAL_S, groupsAt(poll));
    const started = performance.now();
    const evaluation = evaluator.evaluate(observed);
    changed = evaluator.unstored(evaluation).length;
    times.push(performance.now() - started);
    pending = evaluation.targets.length;
    evaluator.accept(evaluation);
  }
  return { coldMs: times[0] ?? Number.NaN, warm: times.slice(WARM_UP_POLLS), pending, changed };
}

/** All that the transaction of a poll does for alerts. */
async function measureWhole(): Promise<number[]> {
  await db.execute('delete from alert_rule');
  for (const { id: _, version: __, name, ...definition } of rules) {
    await insertRule(db, name, structuredClone(definition) as never);
  }
  const alerts = new PollAlerts({
    cluster: 'bench',
    clusterId: await registerCluster(db, 'bench'),
    intervalMs: INTERVAL_S * 1_000,
    links: { incidents: () => '', incident: () => '', group: () => '' },
    newId: randomUUID,
    onDeliveries: () => undefined,
    log: { error: (fields, message) => console.error(message, fields) },
  });
  const times: number[] = [];
  for (let poll = 0; poll < shape.polls; poll++) {
    const observed = pollAt(poll * INTERVAL_S, groupsAt(poll));
    const started = performance.now();
    await db.transaction((sql) => alerts.write(sql, observed));
    alerts.written();
    times.push(performance.now() - started);
  }
  return times.slice(WARM_UP_POLLS);
}
