import { expect, test } from 'vitest';
import { HOUR_MS } from '#lib/history/hours.ts';
import { machineRulesOf } from '../machine-rules.ts';
import type { RuleDefinition } from '../rule-schema.ts';
import { rule, T0 } from '../testing.ts';
import { type PastSighting, Replay } from './replay.ts';
import { type HourTold, walk } from './walk.ts';

const INTERVAL_MS = 60_000;
const QUIET: HourTold = { isQuiet: true, heldAt: null };
const DOUBT: HourTold = { isQuiet: false, heldAt: null };
const HELD: HourTold = { isQuiet: false, heldAt: 500 };

const instantsOf = (hourMs: number) => Float64Array.from({ length: 60 }, (_, poll) => hourMs + poll * INTERVAL_MS);

/** Walks through sealed hours and one that is not; gives which hours were looked at together. */
async function looked(
  hours: readonly (HourTold | undefined)[],
  {
    policy = 'keep',
    truthAt = () => 'false',
    mostHours = 24,
    unseen = [],
  }: {
    policy?: RuleDefinition['noData']['policy'];
    truthAt?: (hour: number) => PastSighting['truth'];
    mostHours?: number;
    unseen?: number[];
  } = {},
) {
  const replay = new Replay(
    machineRulesOf(rule({ noData: { policy, afterSeconds: 600 } }), INTERVAL_MS),
    (one, other) => one > other,
  );
  const sealedToMs = T0 + hours.length * HOUR_MS;
  const past = {
    clusterId: 1,
    fromMs: T0,
    sealedToMs,
    toMs: sealedToMs + HOUR_MS / 2,
    intervalMs: INTERVAL_MS,
    carryMs: 0,
    polls: {
      stored: Float64Array.from(hours.flatMap((_, hour) => [...instantsOf(T0 + hour * HOUR_MS)])).filter(
        (atMs) => !unseen.includes(atMs),
      ),
      unseen: Float64Array.from(unseen),
    },
  };
  const looks: string[] = [];
  const hourOf = (atMs: number) => (atMs - T0) / HOUR_MS;
  await walk(
    {
      past,
      replay,
      hourAt: (hourMs) => hours[hourOf(hourMs)],
      mostHours,
      async look(fromMs, toMs, see) {
        looks.push(`${hourOf(fromMs)}-${hourOf(toMs)}`);
        for (let atMs = fromMs; atMs < toMs; atMs += INTERVAL_MS) {
          const truth = truthAt(Math.floor(hourOf(atMs)));
          see(atMs, { truth, isClear: truth === 'false', value: truth === 'true' ? 500 : 0 });
        }
      },
    },
    T0,
    () => false,
  );
  return { looks, firings: replay.firings };
}

test('of a calm target only hours in which it may begin are looked at, some together, and what is not sealed', async () => {
  const { looks } = await looked([QUIET, DOUBT, DOUBT, QUIET, undefined, DOUBT]);
  expect(looks).toEqual(['1-3', '5-6', '6-6.5']);
});

test('no more together than there is room for', async () => {
  expect((await looked([DOUBT, DOUBT, DOUBT], { mostHours: 2 })).looks).toEqual(['0-2', '2-3', '3-3.5']);
});

test('an hour after one in which it fired is looked at however quiet it is: it ends there', async () => {
  const { looks, firings } = await looked([DOUBT, QUIET, QUIET], {
    truthAt: (hour) => (hour === 0 ? 'true' : 'false'),
  });
  expect(looks).toEqual(['0-1', '1-2', '3-3.5']);
  expect(firings).toMatchObject([{ sinceMs: T0, resolvedAtMs: T0 + HOUR_MS + INTERVAL_MS }]);
});

test('while it fires an hour that is above all the time is taken as such, but not where what is unknown ends it', async () => {
  const truthAt = () => 'true' as const;
  expect((await looked([DOUBT, HELD, HELD], { truthAt })).looks).toEqual(['0-1', '3-3.5']);
  expect((await looked([HELD, HELD], { truthAt })).looks).toEqual(['0-1', '2-2.5']);
  expect((await looked([HELD, HELD], { truthAt, policy: 'resolve' })).looks).toEqual(['0-1', '1-2', '2-2.5']);
});

test('where silence is to open something, every hour is looked at', async () => {
  expect((await looked([QUIET, QUIET], { policy: 'alert' })).looks).toEqual(['0-1', '1-2', '2-2.5']);
});

test('an hour in which what fires has nothing any more is looked at: it matters why', async () => {
  const hours = [DOUBT, undefined, undefined];
  const { looks, firings } = await looked(hours, { truthAt: (hour) => (hour === 0 ? 'true' : 'none') });
  expect(looks).toEqual(['0-1', '1-2', '3-3.5']);
  expect(firings[0]?.resolvedAtMs).toBe(T0 + HOUR_MS + 600_000);
});

test('an hour of which nothing is stored, as no broker answered, is silence', async () => {
  const unseen = Array.from({ length: 60 }, (_, poll) => T0 + poll * INTERVAL_MS);
  const { firings } = await looked([undefined], { policy: 'alert', unseen });
  expect(firings).toMatchObject([{ firedAtMs: T0 + 600_000 }]);
});
