import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { broker, commits, described, ends, group, Polls, T0, topic } from '#lib/collector/testing.ts';
import type { Database } from '#lib/db/database.ts';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import type { PollWrite } from '#lib/history/contract.ts';
import { HOUR_MS, hourOf } from '#lib/history/hours.ts';
import { type TestHistory, testHistory } from '#lib/history/read/testing.ts';
import { sealHour } from '#lib/history/seal/seal-hour.ts';
import { succeed } from '#lib/kafka/failure.ts';
import { threePollsMs } from '#lib/lag/three-polls.ts';
import { ClusterEvaluator } from '../evaluator.ts';
import type { RuleCondition } from '../rule.ts';
import type { RuleDefinition } from '../rule-schema.ts';
import { rule } from '../testing.ts';
import { previewRule } from './preview.ts';

/**
 * What comes, goes and is not there in the middle of an hour: the same polls through the evaluator and, once they are stored and sealed,
 * through the preview.
 */

const STEP_MS = 60_000;
const HOURS = 6;
const PATIENCE_MS = threePollsMs(STEP_MS, 30_000);
const WITHOUT_MEMBERS = { state: 'Empty', description: described({ state: 'Empty', members: [] }) } as const;

/** The poll at that time after the first one. */
const at = (hour: number, minute = 0) => hour * 60 + minute;
const isIn = (poll: number, from: number, to: number) => poll >= from && poll < to;

/** How long the console is away, or all brokers are. */
type Trouble = 'none' | 'console-away' | 'brokers-away';
const CONSOLE_AWAY = [at(1, 6), at(2, 30)] as const;
const BROKERS_AWAY = [at(2, 59), at(4, 1)] as const;

interface Made {
  writes: PollWrite[];
  clusterId: number;
}

/** Groups by how far they are behind on `orders` and on `payments` in a poll; null: no commit. */
function groupsAt(poll: number) {
  const end = 10_000n + BigInt(poll) * 50n;
  const named = (name: string, orders: number | null, payments: number | null = null, changes = {}) =>
    group(name, {
      commits: succeed([
        ...(orders === null ? [] : [commits('orders', end - BigInt(orders))]),
        ...(payments === null ? [] : [commits('payments', end - BigInt(payments))]),
      ]),
      ...changes,
    });
  const isBack = poll >= at(4, 10);
  const behind = isIn(poll, at(1, 40), at(4, 20)) ? 1_000 : 0;
  const stands = poll >= at(1);
  return [
    named('calm', 3),
    // It comes in the middle of an hour, and has caught up 13 minutes later.
    ...(poll >= at(1, 50) ? [named('comes', poll < at(2, 3) ? 1_000 : 0)] : []),
    // Behind on one topic in one half of an hour, on the other in the other.
    named(
      'moves',
      poll < at(1) ? 0 : isIn(poll, at(1), at(1, 30)) ? 300 : null,
      isIn(poll, at(1, 30), at(2)) ? 300 : poll >= at(2) ? 0 : null,
    ),
    ...(poll < at(1, 50) || isBack ? [named('deleted', behind)] : []),
    named('expired', poll < at(1, 50) || isBack ? behind : null),
    named('stopped', stands ? 50 * (poll - at(1)) + 50 : 0, 0, stands ? WITHOUT_MEMBERS : {}),
  ];
}

async function makeHistory(trouble: Trouble, clusters: TestHistory): Promise<Made> {
  const { writer, lease } = await clusters.newCluster();
  const polls = new Polls({ intervalMs: STEP_MS });
  const writes: PollWrite[] = [];
  for (let poll = 0; poll < HOURS * 60; poll++) {
    if (trouble === 'console-away' && isIn(poll, ...CONSOLE_AWAY)) continue;
    const end = 10_000n + BigInt(poll) * 50n;
    const seen = {
      brokers: [broker(1), broker(2), broker(3)],
      topics: new Map(['orders', 'payments'].map((name) => [name, topic(name, 1)])),
      ends: new Map(['orders', 'payments'].map((name) => [name, ends([0n, end])])),
      groups: groupsAt(poll),
    };
    const dark = { reachable: false, topics: null, ends: new Map(), brokers: [], groups: [], listingComplete: false };
    const isDark = trouble === 'brokers-away' && isIn(poll, ...BROKERS_AWAY);
    const observed = polls.at(poll * STEP_MS, isDark ? dark : seen);
    const { goneBrokers: _, standing: __, farthestBehind: ___, ...write } = observed;
    writes.push(write);
    await writer.write(write, lease);
  }
  for (let hour = 0; hour < HOURS - 1; hour++) {
    await sealHour(db, lease, hourOf(T0 + hour * HOUR_MS), { carryMs: PATIENCE_MS });
  }
  return { writes, clusterId: writer.clusterId };
}

let base: TestDatabase;
let db: Database;
const made = new Map<Trouble, Made>();

beforeAll(async () => {
  base = await createTestDatabase();
  db = base.db;
  const clusters = testHistory(db);
  for (const trouble of ['none', 'console-away', 'brokers-away'] as const) {
    made.set(trouble, await makeHistory(trouble, clusters));
  }
}, 300_000);
afterAll(() => base?.drop());

type Rule = ReturnType<typeof rule>;

const clock = (atMs: number | null): string => {
  if (atMs === null) return 'open';
  const minutes = (atMs - T0) / 60_000;
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;
};

/** "stopped/orders 1:08-open" of each incident that the evaluator opens, poll by poll. */
function live({ writes }: Made, asked: Rule): string[] {
  let ids = 0;
  const newId = () => `${++ids}`;
  const options = { cluster: 'prod', knownSinceMs: T0, intervalMs: STEP_MS, judgedAtMs: null, newId };
  const evaluator = new ClusterEvaluator(options);
  evaluator.takeRules([asked]);
  const told = new Map<string, { name: string; fromMs: number; toMs: number | null }>();
  for (const write of writes) {
    const evaluation = evaluator.evaluate(write);
    for (const change of evaluation.incidents) {
      const known = told.get(change.incidentId);
      if (known) known.toMs = change.kind === 'resolved' ? change.atMs : null;
      else if (change.kind !== 'resolved') {
        const name = [change.scope.group, change.scope.topic].filter((one) => one !== null).join('/');
        told.set(change.incidentId, { name, fromMs: change.atMs, toMs: null });
      }
    }
    evaluator.accept(evaluation);
  }
  return [...told.values()].map(({ name, fromMs, toMs }) => `${name} ${clock(fromMs)}-${clock(toMs)}`).sort();
}

/** The same as the preview has it. */
async function previewed(
  { clusterId }: Made,
  { id: _, name: __, version: ___, ...definition }: Rule,
  fromMs = T0,
): Promise<string[]> {
  const part = await previewRule(db, {
    cluster: { id: clusterId, name: 'prod' },
    rule: structuredClone(definition) as RuleDefinition,
    fromMs,
    toMs: T0 + HOURS * HOUR_MS,
    place: null,
    budgetMs: 60_000,
    patienceMs: 30_000,
  });
  const targets = part?.targets ?? [];
  return targets
    .flatMap(({ group: of, topic: on, firings }) =>
      firings.map(({ firedAtMs, resolvedAtMs }) => {
        const name = [of, on].filter((one) => one !== null).join('/');
        return `${name} ${clock(firedAtMs)}-${clock(resolvedAtMs)}`;
      }),
    )
    .sort();
}

/** Lag of one group above 500 for 5 minutes. */
const over = (name: string, condition: Partial<RuleCondition> = {}, changes: Parameters<typeof rule>[0] = {}): Rule =>
  rule({
    groups: { include: [name], exclude: [] },
    keepFiringSeconds: 180,
    noData: { policy: 'keep', afterSeconds: 120 },
    ...changes,
    condition: { aggregation: 'group-sum', threshold: 500, clearThreshold: 450, forSeconds: 300, ...condition },
  });

const historyOf = (trouble: Trouble): Made => {
  const history = made.get(trouble);
  if (history === undefined) throw new Error(`no history with ${trouble}`);
  return history;
};

const WORST = { aggregation: 'worst-partition' as const };
const STOPPED = { metric: 'status' as const, status: 'STOPPED' as const };
const WITHOUT = { metric: 'no-members' as const, threshold: 600, clearThreshold: 0 };
const silence = (policy: 'alert' | 'resolve') => ({ noData: { policy, afterSeconds: 120 } });
const PAYMENTS = { topics: { include: ['payments'], exclude: [] } };

describe('the preview says what the evaluator said', () => {
  test.each<[what: string, asked: Rule, said: string[]]>([
    ['of a group that comes, by its sum', over('comes', { forSeconds: 900 }), []],
    ['by its worst partition', over('comes', { forSeconds: 900, ...WORST }), []],
    ['of one that does not stay as long, by its sum', over('comes'), ['comes 1:55-2:06']],
    ['of one that moves to another topic, by its sum', over('moves'), []],
    // Its position on the first topic is lost, which holds it open.
    ['by its worst partition', over('moves', { threshold: 250, clearThreshold: 200, ...WORST }), ['moves 1:05-open']],
    ['of one that is deleted and comes back, by its sum', over('deleted'), ['deleted 1:45-1:50', 'deleted 4:15-4:23']],
    ['by its worst partition', over('deleted', WORST), ['deleted 1:45-1:50', 'deleted 4:15-4:23']],
    ['of one whose commits expire', over('expired', WORST), ['expired 1:45-4:23']],
    ['of the status of a group', over('stopped', STOPPED), ['stopped 1:08-open']],
    ['of its topics', over('stopped', { ...STOPPED, aggregation: 'per-topic' }), ['stopped/orders 1:08-open']],
    ['of those of its topics that are well', over('stopped', STOPPED, PAYMENTS), []],
  ])('%s', async (_, asked, said) => {
    expect(live(historyOf('none'), asked)).toEqual(said);
    expect(await previewed(historyOf('none'), asked)).toEqual(said);
  });

  test.each<[what: string, asked: Rule, said: string[]]>([
    ['status', over('stopped', { ...STOPPED, forSeconds: 1_200 }), ['stopped 2:45-open']],
    ['time without members', over('stopped', { ...WITHOUT, forSeconds: 1_200 }), ['stopped 2:50-open']],
  ])('of the time in which the console was away, for %s: it counts for nothing', async (_, asked, said) => {
    expect(live(historyOf('console-away'), asked)).toEqual(said);
    expect(await previewed(historyOf('console-away'), asked)).toEqual(said);
  });

  const hears = over('calm', WORST, silence('alert'));
  const low = { threshold: 50, clearThreshold: 10 };
  test.each<[what: string, asked: Rule, said: string[]]>([
    ['lag, which it opens', hears, ['calm 3:01-4:04']],
    [
      'lag, which it ends',
      over('stopped', { ...WORST, ...low }, silence('resolve')),
      ['stopped 1:06-3:01', 'stopped 4:06-open'],
    ],
    ['status, which it opens', over('calm', STOPPED, silence('alert')), ['calm 3:01-4:04']],
    ['status, which it ends', over('stopped', STOPPED, silence('resolve')), ['stopped 1:08-3:01', 'stopped 4:06-open']],
  ])('of whole hours of silence, for %s', async (_, asked, said) => {
    expect(live(historyOf('brokers-away'), asked)).toEqual(said);
    expect(await previewed(historyOf('brokers-away'), asked)).toEqual(said);
  });

  test('and not of what was over before the time that is asked for, though whole hours are looked at', async () => {
    expect(await previewed(historyOf('none'), over('deleted', WORST), T0 + at(1, 55) * STEP_MS)).toEqual([
      'deleted 4:15-4:23',
    ]);
  });
});
