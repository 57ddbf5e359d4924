import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '#lib/db/database.ts';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { HOUR_MS } from '#lib/history/hours.ts';
import { type Committed, type Logs, pollOf, testHistory } from '#lib/history/read/testing.ts';
import { rollDay } from '#lib/history/seal/roll-day.ts';
import { sealHour } from '#lib/history/seal/seal-hour.ts';
import { madeGroup } from '#lib/history/testing.ts';
import { machineRulesOf } from '../machine-rules.ts';
import type { RuleDefinition } from '../rule-schema.ts';
import { rule } from '../testing.ts';
import { noPreviewOf, type PreviewQuery, previewRule } from './preview.ts';
import { type Firing, Replay } from './replay.ts';

const BEGIN = Date.UTC(2026, 10, 23, 21);
const STEP_MS = 120_000;
const HOURS = 6;
const POLLS = (HOURS * HOUR_MS) / STEP_MS;
const GROUPS = ['calm', 'jumpy', 'stuck', 'two-topics'];

let base: TestDatabase;
let db: Database;
let cluster: PreviewQuery['cluster'];
/** Lag by group, poll and topic. */
const lags = new Map<string, number[][]>();

/** Always the same numbers, from 0 to 1. */
function noise(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  };
}

function lagsOf(group: string): number[][] {
  const random = noise(group.length);
  let lag = 0;
  return Array.from({ length: POLLS }, (_, poll) => {
    if (group === 'calm') return [5];
    if (group === 'stuck') return [Math.max(0, (poll - 45) * 10)];
    // Up and down around the limits, for some minutes each.
    lag = Math.max(0, lag + Math.round((random() - 0.5) * 60));
    return group === 'jumpy' ? [lag] : [lag, Math.round(lag / 2)];
  });
}

beforeAll(async () => {
  base = await createTestDatabase();
  db = base.db;
  const { writer, lease } = await testHistory(db).newCluster();
  for (const group of GROUPS) lags.set(group, lagsOf(group));
  for (let poll = 0; poll < POLLS; poll++) {
    const end = 10_000n + BigInt(poll) * 100n;
    const logs: Logs = { orders: [[0n, end]], payments: [[0n, end]] };
    const committed: Committed = Object.fromEntries(
      GROUPS.map((group) => {
        const [orders = 0, payments] = lags.get(group)?.[poll] ?? [];
        const other = payments === undefined ? {} : { payments: [end - BigInt(payments)] };
        return [group, { orders: [end - BigInt(orders)], ...other }];
      }),
    );
    const made = pollOf(BEGIN + poll * STEP_MS, logs, committed);
    const groups = GROUPS.map((group) => madeGroup(group, ['orders'], 0n, 1));
    const intervalMs = { ...made.cluster.health, intervalMs: STEP_MS };
    await writer.write({ ...made, groups, cluster: { ...made.cluster, health: intervalMs } }, lease);
  }
  // Three hours of one day, of which the level of hours has taken over two; two more, and the last is not sealed.
  for (let hour = 0; hour < HOURS - 1; hour++) {
    await sealHour(db, lease, BEGIN + hour * HOUR_MS, { carryMs: 3 * STEP_MS });
  }
  await rollDay(db, lease, Date.UTC(2026, 10, 23));
  cluster = { id: writer.clusterId, name: 'prod' };
});
afterAll(() => base?.drop());

const { id: _, name: __, version: ___, ...definition } = rule();
const made = (changes: Partial<RuleDefinition> = {}, condition: Partial<RuleDefinition['condition']> = {}) =>
  ({
    ...structuredClone(definition),
    keepFiringSeconds: 180,
    ...changes,
    condition: { ...definition.condition, forSeconds: 300, ...condition },
  }) as RuleDefinition;

const preview = (asked: RuleDefinition, changes: Partial<PreviewQuery> = {}) =>
  previewRule(db, {
    cluster,
    rule: asked,
    fromMs: BEGIN,
    toMs: BEGIN + HOURS * HOUR_MS,
    place: null,
    budgetMs: 10_000,
    patienceMs: 30_000,
    ...changes,
  });

/** What the machine says of each poll by itself. */
function expected(asked: RuleDefinition, lagOf: (of: number[]) => number): Map<string, Firing[]> {
  const { threshold, clearThreshold } = asked.condition;
  return new Map(
    GROUPS.map((group) => {
      const replay = new Replay(machineRulesOf(asked, STEP_MS), (one, other) => one > other);
      lags.get(group)?.forEach((of, poll) => {
        const value = lagOf(of);
        const truth = value > threshold ? 'true' : 'false';
        replay.see(BEGIN + poll * STEP_MS, { truth, isClear: value <= clearThreshold, value });
      });
      return [group, replay.firings];
    }),
  );
}

/** A stretch that is told by its hours has the bound of the hours as its worst value. */
const when = (firings: readonly Firing[]) =>
  firings.map(({ sinceMs, firedAtMs, resolvedAtMs }) => [sinceMs, firedAtMs, resolvedAtMs]);

describe('the preview of a rule over lag', () => {
  test.each([50, 100, 200, 800])('fires when the machine would have, with a limit of %d', async (threshold) => {
    const asked = made({}, { threshold, clearThreshold: threshold * 0.9 });
    const part = await preview(asked);
    expect(part).toMatchObject({ groups: 4, looked: 4, next: null, fromMs: BEGIN, toMs: BEGIN + HOURS * HOUR_MS });
    const found = new Map(part?.targets.map(({ group, firings }) => [group, firings]));
    for (const [group, firings] of expected(asked, (of) => of.reduce((sum, one) => sum + one, 0))) {
      expect(when(found.get(group) ?? []), group).toEqual(when(firings));
    }
    expect(found.get('stuck')?.[0]?.worst).toBe((POLLS - 46) * 10);
  });

  test('of each topic by itself', async () => {
    const asked = made(
      { groups: { include: ['two-*'], exclude: [] } },
      { threshold: 20, clearThreshold: 18, aggregation: 'per-topic' },
    );
    const part = await preview(asked);
    const second = part?.targets.find(({ topic }) => topic === 'payments');
    expect(when(second?.firings ?? [])).toEqual(
      when(expected(asked, ([, other = 0]) => other).get('two-topics') ?? []),
    );
    expect(second?.firings.length).toBeGreaterThan(0);
  });

  test('comes in parts where it takes long', async () => {
    const asked = made({}, { threshold: 100, clearThreshold: 90 });
    const whole = await preview(asked);
    const after = await preview(asked, { place: { after: 'jumpy', within: null }, budgetMs: 0 });
    expect(after?.targets).toEqual(whole?.targets.filter(({ group }) => (group ?? '') > 'jumpy'));
    expect(after).toMatchObject({ groups: 4, looked: 2, next: null });
  });

  test('is nothing where nothing is kept', async () => {
    expect(await preview(made(), { cluster: { id: 999, name: 'new' } })).toBeNull();
  });
});

test.each<[RuleDefinition['condition']['metric'], ReturnType<typeof noPreviewOf>]>([
  ['lag', null],
  ['time-lag', null],
  ['status', null],
  ['no-members', null],
  ['no-data', null],
  ['brokers-down', null],
  ['broker-down', null],
  ['offline-partitions', 'changes-only'],
  ['lag-growth', 'not-by-poll'],
  ['loss-margin', 'not-by-poll'],
  ['log-truncated', 'one-time'],
])('of %s there is a preview, or a reason why not: %s', (metric, expected) => {
  expect(noPreviewOf(made({}, { metric }))).toBe(expected);
});
