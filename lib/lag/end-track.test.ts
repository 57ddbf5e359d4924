import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type EndColumns, EndTrack } from './end-track.ts';

const T0 = 1_790_000_000_000;
const SECOND = 1_000;
const X = Number.NaN;

/** What one poll saw of a partition: end and position; NaN: not seen. */
type Seen = readonly [end: number, position: number];
interface Story {
  atMs: number[];
  polls: Seen[];
}

interface Told {
  ms: number;
  isBound: boolean;
}

/** Time lags of one partition that an EndTrack tells of polls given in hours of so many. */
function told({ atMs, polls }: Story, perHour = polls.length, primed = 0): Told[] {
  const track = new EndTrack();
  const found: Told[] = [];
  for (let from = 0; from < polls.length; from += perHour) {
    const hour = polls.slice(from, from + perHour);
    const columns: EndColumns = {
      atMs: Float64Array.from(atMs.slice(from, from + perHour)),
      from: 0,
      to: hour.length,
      partitions: 1,
      ends: Float64Array.from(hour, ([end]) => end),
    };
    track.append(columns);
    if (from < primed) continue;
    const lag = Float64Array.from(hour, ([end, position]) => Math.max(0, end - position));
    const into = new Float64Array(hour.length);
    track.fill(0, columns, { lag, open: undefined }, into);
    for (const value of into) found.push({ ms: Math.floor(value / 2), isBound: value % 2 === 1 });
  }
  return found;
}

/** The rule at one poll, over all that was seen before. */
function naiveAt({ atMs, polls }: Story, now: number): Told {
  const [end = X, position = X] = polls[now] ?? [];
  if (Number.isNaN(end)) return { ms: X, isBound: false };
  if (position >= end) return { ms: 0, isBound: false };
  const seen = polls.slice(0, now + 1).map(([of], index) => ({ end: of, at: atMs[index] ?? 0 }));
  const known = seen.filter((point) => !Number.isNaN(point.end));
  const fall = known.findLastIndex((point, index) => point.end < (known[index - 1]?.end ?? 0));
  const points = known.slice(Math.max(0, fall));
  const nowMs = atMs[now] ?? 0;
  const [oldest] = points;
  if (oldest === undefined || points.length < 2) return { ms: X, isBound: false };
  if (position < oldest.end) return { ms: nowMs - oldest.at, isBound: true };
  const after = points.findIndex((point) => point.end > position);
  const [a, b] = [points[after - 1] ?? oldest, points[after] ?? oldest];
  return { ms: nowMs - (a.at + ((position - a.end) / (b.end - a.end)) * (b.at - a.at)), isBound: false };
}

const naive = (story: Story): Told[] => story.polls.map((_, poll) => naiveAt(story, poll));

const every = (seconds: number, polls: Seen[]): Story => ({
  atMs: polls.map((_, index) => T0 + index * seconds * SECOND),
  polls,
});

describe('how old the record is that is read next', () => {
  test.each<[what: string, polls: Seen[], seconds: number[]]>([
    [
      'nothing is left',
      [
        [100, 100],
        [200, 200],
      ],
      [0, 0],
    ],
    [
      'between two polls',
      [
        [0, 0],
        [100, 25],
      ],
      [0, 7.5],
    ],
    [
      'at a poll',
      [
        [0, 0],
        [100, 100],
        [300, 100],
      ],
      [0, 0, 10],
    ],
    [
      'after a flat run: the latest instant',
      [
        [0, 0],
        [100, 100],
        [100, 100],
        [200, 100],
      ],
      [0, 0, 0, 10],
    ],
    [
      'an idle backlog ages',
      [
        [0, 0],
        [100, 50],
        [100, 50],
        [100, 50],
      ],
      [0, 5, 15, 25],
    ],
    [
      'the group catches up',
      [
        [0, 0],
        [100, 0],
        [200, 150],
        [300, 300],
      ],
      [0, 10, 5, 0],
    ],
    [
      'set back to before',
      [
        [0, 0],
        [100, 100],
        [200, 200],
        [300, 50],
        [300, 150],
      ],
      [0, 0, 0, 25, 25],
    ],
    [
      'not seen for a poll',
      [
        [0, 0],
        [X, X],
        [200, 100],
        [300, 100],
      ],
      [0, X, 10, 20],
    ],
  ])('%s', (_, polls, seconds) => {
    expect(told(every(10, polls)).map(({ ms }) => ms / SECOND)).toEqual(seconds);
    expect(told(every(10, polls)).some(({ isBound }) => isBound)).toBe(false);
  });

  test('older than all that is known: at least as long as is known', () => {
    const polls: Seen[] = [
      [100, 20],
      [200, 20],
      [300, 99],
      [400, 100],
    ];
    expect(told(every(10, polls))).toEqual([
      { ms: X, isBound: false },
      { ms: 10_000, isBound: true },
      { ms: 20_000, isBound: true },
      { ms: 30_000, isBound: false },
    ]);
  });

  test('a log that was cut is another one from there on', () => {
    const polls: Seen[] = [
      [0, 0],
      [500, 100],
      [90, 40],
      [120, 40],
      [150, 95],
      [150, 95],
    ];
    expect(told(every(10, polls)).map(({ ms }) => ms / SECOND)).toEqual(
      [0, 8, X, 10, 18.333333333333332, 28.333333333333332].map((s) => (Number.isNaN(s) ? X : expect.closeTo(s, 3))),
    );
    expect(told(every(10, polls)).map(({ isBound }) => isBound)).toEqual([false, false, false, true, false, false]);
  });

  test('what is carried on while the end is not seen ages', () => {
    const track = new EndTrack();
    const columns = {
      atMs: Float64Array.of(T0, T0 + 10_000, T0 + 20_000),
      from: 0,
      to: 3,
      partitions: 1,
      ends: Float64Array.of(0, 100, X),
    };
    track.append(columns);
    const into = new Float64Array(3);
    track.fill(0, columns, { lag: Float64Array.of(0, 50, 50), open: undefined }, into);
    expect([...into]).toEqual([0, 10_000, 30_000]);
  });

  test('counted to the last stable offset, the age is still of the record that is read next', () => {
    const track = new EndTrack();
    const columns = {
      atMs: Float64Array.of(T0, T0 + 10_000),
      from: 0,
      to: 2,
      partitions: 1,
      ends: Float64Array.of(0, 100),
    };
    track.append(columns);
    const into = new Float64Array(2);
    track.fill(0, columns, { lag: Float64Array.of(0, 30), open: Float64Array.of(0, 20) }, into);
    expect([...into]).toEqual([0, 10_000]);
  });

  test('tells which position was older than all points', () => {
    const track = new EndTrack();
    const columns = {
      atMs: Float64Array.of(T0, T0 + 10_000),
      from: 0,
      to: 2,
      partitions: 2,
      ends: Float64Array.of(50, 100, 50, 100),
    };
    track.append(columns);
    const into = new Float64Array(2);
    track.fill(0, columns, { lag: Float64Array.of(20, 75), open: undefined }, into);
    track.fill(1, columns, { lag: Float64Array.of(0, 40), open: undefined }, into);
    expect([...track.unreached()]).toEqual([[0, 25]]);
  });
});

/** Ends rise or stand, sometimes fall or are not seen; the position is anywhere, mostly rising. */
const anyStory = fc
  .array(
    fc.record({
      gapMs: fc.oneof(
        { weight: 8, arbitrary: fc.constant(10_000) },
        { weight: 1, arbitrary: fc.integer({ min: 1, max: 9_000_000 }) },
      ),
      produced: fc.oneof(
        { weight: 4, arbitrary: fc.nat(1000) },
        { weight: 2, arbitrary: fc.constant(0) },
        { weight: 1, arbitrary: fc.integer({ min: -3000, max: -1 }) },
      ),
      consumed: fc.oneof(
        { weight: 6, arbitrary: fc.nat(1000) },
        { weight: 2, arbitrary: fc.constant(0) },
        { weight: 1, arbitrary: fc.integer({ min: -5000, max: -1 }) },
      ),
      isSeen: fc.oneof({ weight: 9, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
    }),
    { minLength: 1, maxLength: 120 },
  )
  .map((steps): Story => {
    let [at, end, position] = [T0, 5_000, 3_000];
    const story: Story = { atMs: [], polls: [] };
    for (const { gapMs, produced, consumed, isSeen } of steps) {
      at += gapMs;
      end = Math.max(0, end + produced);
      position = Math.max(0, Math.min(end, position + consumed));
      story.atMs.push(at);
      story.polls.push(isSeen ? [end, position] : [X, X]);
    }
    return story;
  });

/** The largest over partitions, poll by poll, with how many it is over and misses. */
function worstOf(stories: readonly Story[], perHour: number): [worst: number, known: number, unknown: number][] {
  const [{ atMs } = { atMs: [] }] = stories;
  const track = new EndTrack();
  const found: [number, number, number][] = [];
  for (let from = 0; from < atMs.length; from += perHour) {
    const hour = Float64Array.from(atMs.slice(from, from + perHour));
    const polls = stories.map((story) => story.polls.slice(from, from + perHour));
    const ends = Float64Array.from(polls.flatMap((of) => of.map(([end]) => end)));
    const columns = { atMs: hour, from: 0, to: hour.length, partitions: stories.length, ends };
    track.append(columns);
    const room = () => new Float64Array(hour.length);
    const worst = { sum: room(), known: room(), unknown: room(), reach: new Int32Array(hour.length).fill(-1) };
    polls.forEach((of, partition) => {
      const lag = Float64Array.from(of, ([end, position]) => Math.max(0, end - position));
      track.raise(partition, columns, { lag, open: undefined }, worst);
    });
    worst.sum.forEach((sum, poll) => {
      found.push([Math.floor(sum / 2), worst.known[poll] ?? X, worst.unknown[poll] ?? X]);
    });
  }
  return found;
}

describe('whatever happens', () => {
  test('the largest of several partitions is that of each by itself', () => {
    fc.assert(
      fc.property(
        fc.array(anyStory, { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 50 }),
        (all, perHour) => {
          const polls = Math.min(...all.map((story) => story.polls.length));
          const atMs = all[0]?.atMs.slice(0, polls) ?? [];
          const stories = all.map((story) => ({ atMs, polls: story.polls.slice(0, polls) }));
          const single = stories.map((story) => told(story, perHour).map(({ ms }) => ms));
          const right = atMs.map((_, poll) => {
            const known = single.map((of) => of[poll] ?? X).filter((ms) => !Number.isNaN(ms));
            return [Math.max(0, ...known), known.length, stories.length - known.length];
          });
          expect(worstOf(stories, perHour)).toEqual(right);
        },
      ),
    );
  });

  test('it equals the rule', () => {
    fc.assert(
      fc.property(anyStory, fc.integer({ min: 1, max: 50 }), (story, perHour) => {
        const [found, right] = [told(story, perHour), naive(story)];
        expect(found.map(({ isBound }) => isBound)).toEqual(right.map(({ isBound }) => isBound));
        found.forEach(({ ms }, poll) => {
          const wanted = right[poll]?.ms ?? X;
          if (Number.isNaN(wanted)) expect(ms).toBeNaN();
          else expect(Math.abs(ms - wanted)).toBeLessThan(0.6);
        });
      }),
    );
  });

  test('it is never negative nor infinite, and 0 when nothing is left', () => {
    fc.assert(
      fc.property(anyStory, (story) => {
        told(story).forEach(({ ms }, poll) => {
          const [end = X, position = X] = story.polls[poll] ?? [];
          if (position >= end) expect(ms).toBe(0);
          else if (!Number.isNaN(ms)) expect(ms >= 0 && ms < Infinity).toBe(true);
        });
      }),
    );
  });

  test('polls before that were only appended count as those that were asked for', () => {
    fc.assert(
      fc.property(anyStory, (story) => {
        expect(told(story, 10, 40)).toEqual(told(story, 10).slice(40));
      }),
    );
  });
});

test('over weeks of polls it stays within one per cent and a poll of the rule', () => {
  const polls: Seen[] = [];
  let end = 0;
  for (let index = 0; index < 12_000; index++) {
    end += 40 + Math.round(30 * Math.sin(index / 500));
    // Far behind, then catching up, then set back.
    polls.push([end, Math.floor(index < 9_000 ? end * 0.4 : index < 11_000 ? end * 0.95 : end * 0.2)]);
  }
  const story = every(10, polls);
  told(story, 360).forEach(({ ms }, poll) => {
    if (poll === 0 || poll % 70 !== 0) return;
    const wanted = naiveAt(story, poll).ms;
    expect(Math.abs(ms - wanted)).toBeLessThanOrEqual(0.01 * wanted + 10_000);
  });
});
