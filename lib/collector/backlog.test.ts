import { expect, test } from 'vitest';
import { type Backlog, BacklogSpace } from './backlog.ts';
import type { PackedPoll } from './packed-poll.ts';

const SECOND = 1_000;

/** The poll of this second, of `bytes`. */
const poll = (second: number, bytes = 8): PackedPoll => ({
  atMs: second * SECOND,
  samples: null,
  events: [],
  statusChanges: [],
  bytes,
});
const seconds = (backlog: Backlog, most = { polls: 1_000, bytes: 1_000_000 }) => {
  const taken = backlog.begin(most).map(({ atMs }) => atMs / SECOND);
  backlog.settle('again');
  return taken;
};
const spaceOf = (limits: { maxBytes?: number; keepMs?: number } = {}) => {
  let nowMs = 0;
  const space = new BacklogSpace({ maxBytes: 1_000, keepMs: 60 * SECOND, ...limits, now: () => nowMs });
  return { space, passes: (ms: number) => (nowMs += ms) };
};

test('polls are taken oldest first, within the bounds of a batch but always one', () => {
  const backlog = spaceOf().space.open();
  for (const second of [1, 2, 3, 4]) backlog.add(poll(second, 80));
  expect(seconds(backlog)).toEqual([1, 2, 3, 4]);
  expect(seconds(backlog, { polls: 3, bytes: 1_000 })).toEqual([1, 2, 3]);
  expect(seconds(backlog, { polls: 9, bytes: 170 })).toEqual([1, 2]);
  expect(seconds(backlog, { polls: 9, bytes: 1 })).toEqual([1]);
});

test('what is written leaves, what failed stays, and what failed before newer ones came is put in front of them', () => {
  const backlog = spaceOf().space.open();
  for (const second of [2, 3, 4]) backlog.add(poll(second));
  backlog.putBack(poll(1));
  backlog.begin({ polls: 2, bytes: 1_000 });
  backlog.settle('again');
  expect(seconds(backlog)).toEqual([1, 2, 3, 4]);
  backlog.begin({ polls: 2, bytes: 1_000 });
  backlog.add(poll(5));
  backlog.settle('done');
  expect(seconds(backlog)).toEqual([3, 4, 5]);
  expect(backlog.lostPolls).toBe(0);
});

test('the oldest are given up when memory is full, whichever cluster they are of', () => {
  const { space } = spaceOf({ maxBytes: 320 });
  const [quiet, busy] = [space.open(), space.open()];
  quiet.add(poll(1, 80));
  quiet.add(poll(4, 80));
  for (const second of [2, 3, 5]) busy.add(poll(second, 80));
  expect([seconds(quiet), seconds(busy)]).toEqual([[4], [2, 3, 5]]);
  busy.add(poll(6, 160));
  expect([seconds(quiet), seconds(busy)]).toEqual([[4], [5, 6]]);
  expect([quiet.lostPolls, busy.lostPolls, space.polls]).toEqual([1, 2, 3]);
});

test('the oldest are given up when they have waited too long', () => {
  const backlog = spaceOf({ keepMs: 3 * SECOND }).space.open();
  for (let second = 1; second <= 6; second++) backlog.add(poll(second));
  expect(seconds(backlog)).toEqual([3, 4, 5, 6]);
  expect(backlog.recentLoss).toMatchObject({ polls: 2, fromMs: 1 * SECOND, toMs: 2 * SECOND });
});

test('what is being written is not given up', () => {
  const backlog = spaceOf({ maxBytes: 160 }).space.open();
  backlog.add(poll(1, 80));
  backlog.add(poll(2, 80));
  backlog.begin({ polls: 1, bytes: 80 });
  backlog.add(poll(3, 80));
  expect(backlog.recentLoss).toMatchObject({ fromMs: 2 * SECOND, toMs: 2 * SECOND });
  backlog.settle('done');
  expect(seconds(backlog)).toEqual([3]);
});

test('a loss is told for as long as polls may wait; the next one is another', () => {
  const { space, passes } = spaceOf({ keepMs: 100 * SECOND });
  const backlog = space.open();
  backlog.lose(1 * SECOND);
  passes(99 * SECOND);
  backlog.lose(2 * SECOND);
  expect(backlog.recentLoss).toMatchObject({ polls: 2, fromMs: 1 * SECOND, toMs: 2 * SECOND });
  passes(100 * SECOND);
  expect(backlog.recentLoss).toBeNull();
  backlog.lose(30 * SECOND);
  expect(backlog.recentLoss).toMatchObject({ polls: 1, fromMs: 30 * SECOND });
  expect(backlog.lostPolls).toBe(3);
});

test('what is forgotten is no loss', () => {
  const backlog = spaceOf().space.open();
  backlog.add(poll(1));
  backlog.clear();
  expect([backlog.size, backlog.lostPolls]).toEqual([0, 0]);
});
