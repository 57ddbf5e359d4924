import { expect, test } from 'vitest';
import { type GroupTurn, steadySpans } from './steady-spans.ts';

const turns = (...kinds: GroupTurn['kind'][]): GroupTurn[] =>
  kinds.map((kind, index) => ({ kind, atMs: (index + 1) * 100 }));

/** Asked before the first turn, at it and up to the next, and so on. */
test.each<[what: string, isSteadyNow: boolean, GroupTurn[], steady: boolean[]]>([
  ['nothing happened, with members', true, [], [true]],
  ['nothing happened, without', false, [], [false]],
  ['its members left', false, turns('group-emptied'), [true, false]],
  ['members came', true, turns('group-joined'), [false, true]],
  ['it appeared with members', true, turns('group-appeared'), [false, true]],
  ['it rebalances', false, turns('group-rebalancing'), [true, false]],
  ['it rebalanced', true, turns('group-rebalancing', 'group-rebalanced'), [true, false, true]],
  ['it rebalanced between two polls', true, turns('group-rebalanced'), [true, true]],
  ['it rebalanced between two polls, twice', true, turns('group-rebalanced', 'group-rebalanced'), [true, true, true]],
  ['its members left in a rebalance', false, turns('group-rebalancing', 'group-emptied'), [true, false, false]],
  ['it went and came', true, turns('group-emptied', 'group-joined'), [true, false, true]],
  ['it came, and rebalances', false, turns('group-joined', 'group-rebalancing'), [false, true, false]],
])('%s', (_what, isSteadyNow, given, steady) => {
  const isSteadyAt = steadySpans(isSteadyNow, given);
  expect(steady.map((_, index) => isSteadyAt(index * 100))).toEqual(steady);
  expect(steady.map((_, index) => isSteadyAt(index * 100 + 99))).toEqual(steady);
});
