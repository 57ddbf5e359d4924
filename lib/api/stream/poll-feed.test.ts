import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { PollEvent } from '../schemas/stream.ts';
import { createPollFeed } from './poll-feed.ts';

const poll = (cluster: string, pollId: number): PollEvent => ({
  cluster,
  pollId,
  observedAt: '2026-11-23T14:02:31.000Z',
  failed: false,
  groups: 1,
  topics: 0,
  incidents: 0,
});

/** A feed over a table of newest polls, which a test can change, break or make slow. */
function feedOver(table: Map<string, number>) {
  const state = { looks: 0, listening: 0, hint: () => {}, gate: Promise.resolve(), broken: false };
  const onTrouble = vi.fn();
  const feed = createPollFeed({
    clusters: ['a', 'b'],
    lookIntervalMs: 1000,
    onTrouble,
    async look(known) {
      state.looks += 1;
      const rows = [...table].filter(([name, id]) => known.get(name) !== id);
      await state.gate;
      if (state.broken) throw new Error('no database');
      return rows.map(([name, id]) => poll(name, id));
    },
    listen(onHint) {
      state.listening += 1;
      state.hint = onHint;
      return () => {
        state.listening -= 1;
      };
    },
  });
  return { feed, state, onTrouble };
}

const settle = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('tells the newest poll of each cluster at once, then what is newer: at a hint, or by looking', async () => {
  const table = new Map([
    ['a', 1],
    ['b', 5],
  ]);
  const { feed, state } = feedOver(table);
  const seen: string[] = [];
  feed.subscribe(({ cluster, pollId }) => seen.push(`${cluster}${pollId}`));
  await settle();
  expect(seen).toEqual(['a1', 'b5']);
  table.set('a', 2);
  state.hint();
  await settle();
  expect(seen).toEqual(['a1', 'b5', 'a2']);
  table.set('b', 6);
  await vi.advanceTimersByTimeAsync(1000);
  expect(seen).toEqual(['a1', 'b5', 'a2', 'b6']);
});

test('a later listener hears what is newest already, and looks and connections are shared', async () => {
  const { feed, state } = feedOver(new Map([['a', 1]]));
  feed.subscribe(() => {});
  await settle();
  const looks = state.looks;
  const seen: number[] = [];
  feed.subscribe(({ pollId }) => seen.push(pollId));
  expect(seen).toEqual([1]);
  expect(state.looks).toBe(looks);
  expect(state.listening).toBe(1);
});

test('holds nothing while nobody listens, and begins anew afterwards', async () => {
  const table = new Map([['a', 1]]);
  const { feed, state } = feedOver(table);
  const end = feed.subscribe(() => {});
  await settle();
  end();
  expect(state.listening).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
  table.set('a', 9);
  const seen: number[] = [];
  feed.subscribe(({ pollId }) => seen.push(pollId));
  await settle();
  expect(seen).toEqual([9]);
});

test('a hint during a look leads to one more look, however many hints there were', async () => {
  const table = new Map([['a', 1]]);
  const { feed, state } = feedOver(table);
  let open = () => {};
  state.gate = new Promise((resolve) => {
    open = resolve;
  });
  const seen: number[] = [];
  feed.subscribe(({ pollId }) => seen.push(pollId));
  table.set('a', 2);
  for (let hints = 0; hints < 5; hints += 1) state.hint();
  open();
  await settle();
  expect(seen).toEqual([1, 2]);
  expect(state.looks).toBe(2);
});

test('a look that fails is told, and the next one tells what was missed', async () => {
  const table = new Map([['a', 1]]);
  const { feed, state, onTrouble } = feedOver(table);
  const seen: number[] = [];
  feed.subscribe(({ pollId }) => seen.push(pollId));
  await settle();
  state.broken = true;
  table.set('a', 2);
  state.hint();
  await settle();
  expect(onTrouble).toHaveBeenCalledOnce();
  state.broken = false;
  await vi.advanceTimersByTimeAsync(1000);
  expect(seen).toEqual([1, 2]);
});
