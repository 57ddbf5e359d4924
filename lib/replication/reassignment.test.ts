import { expect, test } from 'vitest';
import { type ListedReassignment, ongoingReassignment, type ReassignmentProgress } from './reassignment.ts';

const MOVE: ListedReassignment = { replicas: [3, 4, 1, 2], adding: [3, 4], removing: [1, 2] };
const GROWTH: ListedReassignment = { replicas: [1, 2, 3], adding: [3], removing: [] };
const SHRINKING: ListedReassignment = { replicas: [1, 2, 3], adding: [], removing: [3] };

test.each<
  [
    what: string,
    sets: { replicas: number[]; isr: number[] },
    listed: ListedReassignment | undefined,
    progress: ReassignmentProgress | null,
  ]
>([
  ['none', { replicas: [1, 2], isr: [1, 2] }, undefined, null],
  ['begun', { replicas: [3, 4, 1, 2], isr: [1, 2] }, MOVE, { adding: [3, 4], removing: [1, 2], caughtUp: 0 }],
  ['half way', { replicas: [3, 4, 1, 2], isr: [1, 2, 4] }, MOVE, { adding: [3, 4], removing: [1, 2], caughtUp: 1 }],
  ['ended since it was listed', { replicas: [3, 4], isr: [3, 4] }, MOVE, null],
  ['cancelled since', { replicas: [1, 2], isr: [1, 2] }, MOVE, null],
  ['another move since', { replicas: [5, 4, 1, 2], isr: [1, 2] }, MOVE, null],
  ['a replica more', { replicas: [1, 2, 3], isr: [1, 2] }, GROWTH, { adding: [3], removing: [], caughtUp: 0 }],
  ['a replica more, there by now', { replicas: [1, 2, 3], isr: [3, 1, 2] }, GROWTH, null],
  ['a replica less', { replicas: [1, 2, 3], isr: [1, 2, 3] }, SHRINKING, { adding: [], removing: [3], caughtUp: 0 }],
])('%s', (_what, sets, listed, progress) => expect(ongoingReassignment(sets, listed)).toEqual(progress));
