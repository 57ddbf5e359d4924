import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { broker, commits, described, ends, group, Polls, silent, T0, topic } from '#lib/collector/testing.ts';
import type { Database } from '#lib/db/database.ts';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import type { PollWrite } from '#lib/history/contract.ts';
import { DAY_MS, HOUR_MS, hourOf } from '#lib/history/hours.ts';
import { type TestHistory, testHistory } from '#lib/history/read/testing.ts';
import { rollDay } from '#lib/history/seal/roll-day.ts';
import { sealHour } from '#lib/history/seal/seal-hour.ts';
import { fail, succeed } from '#lib/kafka/failure.ts';
import { threePollsMs } from '#lib/lag/three-polls.ts';
import { ClusterEvaluator } from '../evaluator.ts';
import type { RuleDefinition } from '../rule-schema.ts';
import { rule } from '../testing.ts';
import type { PreviewPlace } from './part.ts';
import { type PreviewPart, previewRule } from './preview.ts';

/**
 * The same polls through the evaluator as they come, and through the preview once they are stored and sealed: observations go through
 * the collector's own judging, so nothing here says what a poll looks like to either.
 */

const STEP_MS = 30_000;
/** From 22:00 to the 5th hour of the next day: over the end of a day, with one hour that is not sealed. */
const BEGIN_MS = 19 * HOUR_MS;
const HOURS = 7;
const POLLS = (HOURS * HOUR_MS) / STEP_MS;
const PARTITIONS = 4;
const GROUPS = ['calm', 'comes-and-goes', 'stuck', 'walk-a', 'walk-b', 'walk-c', 'walk-d'];
const PATIENCE_MS = threePollsMs(STEP_MS, 30_000);

/** Always the same numbers, from 0 to 1. */
function noise(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  };
}

const WITHOUT_MEMBERS = { state: 'Empty', description: described({ state: 'Empty', members: [] }) };

/** What happens in a poll besides the walks. */
type Weather = 'fine' | 'no-poll' | 'unreachable' | 'broker-away' | 'group-away';

/** The weather of each poll: spells of some polls each. */
function weather(seed: number): Weather[] {
  const random = noise(seed);
  const spells: Weather[] = ['no-poll', 'unreachable', 'broker-away', 'group-away'];
  const polls: Weather[] = [];
  while (polls.length < POLLS) {
    const fine = 5 + Math.floor(random() * 60);
    const spell = spells[Math.floor(random() * spells.length)] ?? 'fine';
    const length = 1 + Math.floor(random() * 12);
    polls.push(...new Array<Weather>(fine).fill('fine'), ...new Array<Weather>(length).fill(spell));
  }
  return polls.slice(0, POLLS);
}

/** Lags of the partitions of a group, from poll to poll. */
function walkOf(name: string, seed: number): (poll: number) => (bigint | null)[] {
  const random = noise(seed);
  const lags = new Array<number>(PARTITIONS).fill(0);
  return (poll) => {
    if (name === 'calm' || name === 'comes-and-goes') return lags.map(() => 3n);
    if (name === 'stuck') return lags.map((_, partition) => (partition === 2 ? BigInt(100 + poll * 5) : 0n));
    lags.forEach((lag, partition) => {
      const step = random() < 0.02 ? -lag : (random() - 0.5) * 50;
      lags[partition] = Math.max(0, Math.min(400, lag + step));
    });
    // One partition that has no commit for a while.
    return lags.map((lag, partition) => (partition === 3 && poll % 300 > 250 ? null : BigInt(Math.round(lag))));
  };
}

interface Made {
  writes: PollWrite[];
  clusterId: number;
}

let base: TestDatabase;
let db: Database;
const made = new Map<number, Made>();

async function makeHistory(seed: number, clusters: TestHistory): Promise<Made> {
  const { writer, lease } = await clusters.newCluster();
  const polls = new Polls({ intervalMs: STEP_MS });
  const spells = weather(seed);
  const walks = GROUPS.map((name, index) => ({ name, next: walkOf(name, seed * 10 + index) }));
  const writes: PollWrite[] = [];
  for (const [poll, spell] of spells.entries()) {
    const lags = walks.map(({ name, next }) => ({ name, lags: next(poll) }));
    if (spell === 'no-poll') continue;
    const end = 10_000n + BigInt(poll) * 50n;
    const unseen = silent(2);
    const isDown = spell === 'broker-away';
    const seen = {
      brokers: [broker(1), broker(2, isDown ? { inMetadata: false, failure: unseen } : {}), broker(3)],
      topics: new Map([['orders', topic('orders', PARTITIONS)]]),
      ends: new Map([
        [
          'orders',
          ends(
            ...Array.from({ length: PARTITIONS }, (_, partition) =>
              spell === 'broker-away' && partition % 3 === 1 ? unseen : ([0n, end] as [bigint, bigint]),
            ),
          ),
        ],
      ]),
      groups: lags.map(({ name, lags: of }) => {
        const isAway = spell === 'group-away' && name.startsWith('walk-');
        const offsets = of.map((lag) => (lag === null ? null : end - lag));
        return group(name, {
          commits: isAway ? fail('BROKER_TIMEOUT', 'no answer', 2) : succeed([commits('orders', ...offsets)]),
          ...(name === 'comes-and-goes' && poll % 200 > 120 ? WITHOUT_MEMBERS : {}),
        });
      }),
    };
    const dark = { reachable: false, topics: null, ends: new Map(), brokers: [], groups: [], listingComplete: false };
    const {
      goneBrokers: _,
      standing: __,
      farthestBehind: ___,
      ...write
    } = polls.at(BEGIN_MS + poll * STEP_MS, spell === 'unreachable' ? dark : seen);
    writes.push(write);
    await writer.write(write, lease);
  }
  const first = T0 + BEGIN_MS;
  for (let hour = 0; hour < HOURS - 1; hour++) {
    await sealHour(db, lease, hourOf(first + hour * HOUR_MS), { carryMs: PATIENCE_MS });
  }
  await rollDay(db, lease, Math.floor(first / DAY_MS) * DAY_MS);
  return { writes, clusterId: writer.clusterId };
}

const SEEDS = [1, 2, 3];

beforeAll(async () => {
  base = await createTestDatabase();
  db = base.db;
  const clusters = testHistory(db);
  for (const seed of SEEDS) made.set(seed, await makeHistory(seed, clusters));
}, 300_000);
afterAll(() => base?.drop());

const historyOf = (seed: number): Made => {
  const history = made.get(seed);
  if (history === undefined) throw new Error(`no history of ${seed}`);
  return history;
};

interface Told {
  since: number;
  firedAt: number;
  resolvedAt: number | null;
}

/** What the evaluator tells poll by poll, by target. */
function live({ writes }: Made, asked: ReturnType<typeof rule>): Map<string, Told[]> {
  let ids = 0;
  const evaluator = new ClusterEvaluator({
    cluster: 'prod',
    knownSinceMs: T0,
    intervalMs: STEP_MS,
    judgedAtMs: null,
    newId: () => `${++ids}`,
  });
  evaluator.takeRules([asked]);
  const byId = new Map<string, Told>();
  const told = new Map<string, Told[]>();
  for (const write of writes) {
    const evaluation = evaluator.evaluate(write);
    for (const change of evaluation.incidents) {
      const known = byId.get(change.incidentId);
      if (change.kind === 'resolved') {
        if (known) known.resolvedAt = change.atMs;
      } else if (known) known.resolvedAt = null;
      else {
        const one = { since: change.sinceMs, firedAt: change.atMs, resolvedAt: null };
        byId.set(change.incidentId, one);
        const key = change.scope.group ?? '';
        told.set(key, [...(told.get(key) ?? []), one]);
      }
    }
    evaluator.accept(evaluation);
  }
  return told;
}

async function previewed(
  { clusterId }: Made,
  { id: _, name: __, version: ___, ...definition }: ReturnType<typeof rule>,
  budgetMs = 60_000,
): Promise<{ told: Map<string, Told[]>; parts: PreviewPart[] }> {
  const told = new Map<string, Told[]>();
  const parts: PreviewPart[] = [];
  let place: PreviewPlace | null = null;
  do {
    const part: PreviewPart | null = await previewRule(db, {
      cluster: { id: clusterId, name: 'prod' },
      rule: structuredClone(definition) as RuleDefinition,
      fromMs: T0 + BEGIN_MS,
      toMs: T0 + BEGIN_MS + HOURS * HOUR_MS,
      place,
      budgetMs,
      patienceMs: 30_000,
    });
    if (part === null) throw new Error('nothing is kept');
    parts.push(part);
    for (const { group: of, firings } of part.targets) {
      const key = of ?? '';
      const these = firings.map(({ sinceMs, firedAtMs, resolvedAtMs }) => ({
        since: sinceMs,
        firedAt: firedAtMs,
        resolvedAt: resolvedAtMs,
      }));
      told.set(key, [...(told.get(key) ?? []), ...these]);
    }
    place = part.next;
  } while (place !== null);
  return { told, parts };
}

const asked = (
  threshold: number,
  policy: 'keep' | 'alert' | 'resolve',
  changes: Parameters<typeof rule>[0] = {},
): ReturnType<typeof rule> =>
  rule({
    keepFiringSeconds: 180,
    noData: { policy, afterSeconds: 120 },
    ...changes,
    condition: {
      aggregation: 'worst-partition',
      threshold,
      clearThreshold: threshold * 0.8,
      forSeconds: 120,
      ...changes.condition,
    },
  });

/** In words that show where they differ. */
const words = (told: Map<string, Told[]>): string[] =>
  [...told].sort().flatMap(([name, these]) =>
    these.map(({ since, firedAt, resolvedAt }) => {
      const poll = (atMs: number) => (atMs - T0 - BEGIN_MS) / STEP_MS;
      return `${name} ${poll(since)} ${poll(firedAt)} ${resolvedAt === null ? 'open' : poll(resolvedAt)}`;
    }),
  );

describe.each(SEEDS)('what the preview says of the worst partition is what the evaluator said (walk %i)', (seed) => {
  test.each([
    [150, 'keep'],
    [250, 'keep'],
    [300, 'keep'],
    [250, 'resolve'],
    [250, 'alert'],
  ] as const)('above %i, %s', async (threshold, policy) => {
    const history = historyOf(seed);
    const { told } = await previewed(history, asked(threshold, policy));
    const expected = live(history, asked(threshold, policy));
    expect(words(told)).toEqual(words(expected));
    expect(expected.size).toBeGreaterThan(1);
  });

  test('whatever parts it comes in', async () => {
    const history = historyOf(seed);
    const { told, parts } = await previewed(history, asked(200, 'keep'), 0);
    expect(words(told)).toEqual(words(live(history, asked(200, 'keep'))));
    expect(parts.length).toBeGreaterThan(GROUPS.length);
    expect(parts.reduce((sum, { looked }) => sum + looked, 0)).toBe(GROUPS.length);
  });
});

describe.each(SEEDS)('of other metrics, too (walk %i)', (seed) => {
  test.each<[string, Parameters<typeof asked>]>([
    ['summed lag, where silence ends it', [500, 'resolve', { condition: { aggregation: 'group-sum' } }]],
    ['summed lag, where silence opens something', [500, 'alert', { condition: { aggregation: 'group-sum' } }]],
    ['lag of a topic', [500, 'resolve', { condition: { aggregation: 'per-topic' } }]],
    ['time behind', [100, 'keep', { condition: { metric: 'time-lag', aggregation: 'group-sum' } }]],
    ['time without members', [600, 'keep', { condition: { metric: 'no-members', forSeconds: 0 } }]],
    ['time without data', [100, 'keep', { condition: { metric: 'no-data', forSeconds: 0 } }]],
    ['brokers down', [0, 'keep', { condition: { metric: 'brokers-down', clearThreshold: 0, forSeconds: 60 } }]],
    ['downtime of a broker', [60, 'keep', { condition: { metric: 'broker-down', forSeconds: 0 } }]],
  ])('%s', async (_, changes) => {
    const history = historyOf(seed);
    const { told } = await previewed(history, asked(...changes));
    const expected = live(history, asked(...changes));
    expect(words(told)).toEqual(words(expected));
    expect(expected.size).toBeGreaterThan(0);
  });
});
