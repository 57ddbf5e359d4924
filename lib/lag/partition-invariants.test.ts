import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  judgePartition,
  keepInPlace,
  type LagRules,
  type PartitionReading,
  type PartitionVerdict,
} from './partition.ts';
import { countsInTotal, type LagState } from './state.ts';
import { isCaughtUp, type Unread } from './unread.ts';

const RULES: LagRules = {
  threePollsMs: 30_000,
  inactiveAfterMs: 600_000,
  openTransactionAfterMs: 60_000,
  unassignedAfterMs: 60_000,
};

interface Poll {
  atMs: number;
  reading: PartitionReading;
}

// Few and close values, so that the rules' borders are hit all the time.
const offset = fc.bigInt({ min: 0n, max: 6n });
const seen = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 6 });
const reading: fc.Arbitrary<PartitionReading> = fc
  .record({
    committed: seen(fc.option(offset, { nil: null, freq: 5 })),
    logStart: seen(offset),
    highWatermark: seen(offset),
    lastStable: seen(offset),
    readCommitted: fc.boolean(),
    lastStableSinceMs: fc.constantFrom(0, 60_000, 500_000),
    unread: fc.constantFrom<Unread | null>(
      null,
      { kind: 'records' },
      { kind: 'assumed' },
      { kind: 'nothing', markers: 1, aborted: 0, removed: 0n },
    ),
    subscribed: fc.constantFrom(true, false, null),
    assigned: fc.constantFrom(true, false, null),
  })
  .map(({ readCommitted, ...rest }) => ({ ...rest, end: readCommitted ? rest.lastStable : rest.highWatermark }));
const gapMs = fc.constantFrom(1, 1_000, 10_000, 29_999, 30_000, 60_000, 600_000);
const history: fc.Arbitrary<Poll[]> = fc
  .array(fc.tuple(gapMs, reading), { minLength: 1, maxLength: 12 })
  .map((steps) => {
    let atMs = 0;
    return steps.map(([gap, reading]) => {
      atMs += gap;
      return { atMs, reading };
    });
  });

const NOTHING_READ = {
  committed: undefined,
  logStart: undefined,
  end: undefined,
  highWatermark: undefined,
  lastStable: undefined,
  assigned: null,
};

function follow(polls: Poll[]): PartitionVerdict[] {
  const verdicts: PartitionVerdict[] = [];
  for (const { atMs, reading } of polls) verdicts.push(judgePartition(reading, verdicts.at(-1)?.memory, RULES, atMs));
  return verdicts;
}

/** Runs `check` with each verdict of many made-up histories, its poll, and the verdicts before it. */
function always(check: (verdict: PartitionVerdict, poll: Poll, before: PartitionVerdict[]) => void): void {
  fc.assert(
    fc.property(history, (polls) => {
      const verdicts = follow(polls);
      polls.forEach((poll, index) => {
        const verdict = verdicts[index];
        if (verdict) check(verdict, poll, verdicts.slice(0, index));
      });
    }),
    { numRuns: 500 },
  );
}

const clamp = (lag: bigint): bigint => (lag > 0n ? lag : 0n);

test('lag is a number of 0 or more, or there is none', () => {
  always(({ lag }) => expect(lag === null || lag >= 0n).toBe(true));
});

/** Where a group stands: past its commit where nothing lies between that and the last stable offset. */
const positionOf = ({ committed, lastStable, unread }: PartitionReading): bigint => {
  const position = committed ?? 0n;
  return isCaughtUp(unread) && lastStable !== undefined && lastStable > position ? lastStable : position;
};

test('ok means: a commit, and lag = end - position, never below 0', () => {
  always(({ state, lag }, { reading }) => {
    if (state !== 'ok') return;
    expect(lag).toBe(clamp((reading.end ?? -1n) - positionOf(reading)));
  });
});

test('what nobody looked at, or where records are, counts from the commit', () => {
  always(({ state, lag }, { reading: { committed, end, unread } }) => {
    if (state !== 'ok' || isCaughtUp(unread)) return;
    expect(lag).toBe(clamp((end ?? -1n) - (committed ?? 0n)));
  });
});

test('lag is 0 where nothing is left to read and no transaction is open', () => {
  always(({ state, lag }, { reading: { unread, lastStable, end } }) => {
    if (state === 'ok' && isCaughtUp(unread) && lastStable !== undefined && end === lastStable) expect(lag).toBe(0n);
  });
});

test('truncated and inactive count to the same end, one from the log start', () => {
  always(({ state, lag }, { reading }) => {
    const { logStart, end } = reading;
    if (state === 'truncated') expect(lag).toBe(clamp((end ?? -1n) - (logStart ?? 0n)));
    if (state === 'inactive') expect(lag).toBe(clamp((end ?? -1n) - positionOf(reading)));
  });
});

test('a state that counts in totals has a lag of this very poll; the others have none or say that it is the last known', () => {
  always(({ state, lag, lagIsLastKnown }) => {
    if (countsInTotal(state)) expect([typeof lag, lagIsLastKnown]).toEqual(['bigint', false]);
    if (state === 'no-commit' || state === 'ahead') expect(lag).toBeNull();
    expect(lagIsLastKnown).toBe(state === 'unknown' || state === 'expired');
  });
});

test('a last known lag is the one of the newest poll that had one', () => {
  always(({ lag, lagIsLastKnown }, _poll, before) => {
    if (!lagIsLastKnown) return;
    const known = before.findLast((one) => !one.lagIsLastKnown && one.lag !== null);
    expect(lag).toBe(known?.lag ?? null);
  });
});

test('unknown exactly where one of the three offsets is missing', () => {
  always(({ state }, { reading: { committed, logStart, end, highWatermark } }) => {
    expect(state === 'unknown').toBe([committed, logStart, end, highWatermark].includes(undefined));
  });
});

test('no-commit never comes after a commit, expired never before one', () => {
  fc.assert(
    fc.property(history, (polls) => {
      let committedOnce = false;
      follow(polls).forEach(({ state }, index) => {
        const committed = polls[index]?.reading.committed;
        if (state === 'no-commit') expect(committedOnce).toBe(false);
        if (state === 'expired') expect(committedOnce).toBe(true);
        committedOnce ||= typeof committed === 'bigint';
      });
    }),
  );
});

test('expired lasts until a commit returns', () => {
  always(({ state }, { reading }, before) => {
    const stillGone = before.at(-1)?.state === 'expired' && typeof reading.committed !== 'bigint';
    if (stillGone) expect<LagState[]>(['expired', 'unknown']).toContain(state);
  });
});

test('"since" is the first poll of the present run of the state', () => {
  fc.assert(
    fc.property(history, (polls) => {
      let sinceMs = 0;
      let state: LagState | null = null;
      follow(polls).forEach((verdict, index) => {
        if (verdict.state !== state) sinceMs = polls[index]?.atMs ?? 0;
        state = verdict.state;
        expect(verdict.memory.sinceMs).toBe(sinceMs);
      });
    }),
  );
});

test('polls in between change no verdict: not those that read the same, not those that read nothing', () => {
  const between = fc.array(fc.tuple(fc.integer({ min: 1, max: 99 }), fc.boolean()), { maxLength: 6 });
  fc.assert(
    fc.property(history, reading, gapMs, between, (past, reading, spanMs, extra) => {
      const firstAtMs = (past.at(-1)?.atMs ?? 0) + 1_000;
      const finalAtMs = firstAtMs + spanMs;
      const ends: Poll[] = [
        { atMs: firstAtMs, reading },
        { atMs: finalAtMs, reading },
      ];
      const filled = extra.map(([percent, blind]) => ({
        atMs: firstAtMs + Math.floor((spanMs * percent) / 100),
        reading: blind ? { ...reading, ...NOTHING_READ } : reading,
      }));
      const many = [...ends, ...filled].sort((a, b) => a.atMs - b.atMs || (a === ends[0] ? -1 : 1));
      const verdictOf = (polls: Poll[]) => {
        const { state, lag, lagIsLastKnown, unassigned } = follow([...past, ...polls]).at(-1) ?? {};
        return { state, lag, lagIsLastKnown, unassigned };
      };
      expect(verdictOf(many)).toEqual(verdictOf(ends));
    }),
    { numRuns: 1_000 },
  );
});

test('a memory that is kept in place from poll to poll says what one made anew would', () => {
  fc.assert(
    fc.property(history, (polls) => {
      const verdicts = follow(polls);
      const [first, ...later] = verdicts.map(({ memory }) => ({ ...memory }));
      for (const memory of later) {
        expect(keepInPlace(first, memory)).toBe(first);
        expect(first).toEqual(memory);
      }
    }),
  );
});
