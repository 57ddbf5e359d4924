import { expect, test } from 'vitest';
import { type EligibleLeaders, leaderCandidates, returnWords } from './return.ts';

test.each<
  [
    what: string,
    sets: { leader: number | null; isr: number[] },
    known: EligibleLeaders | undefined,
    words: string | null,
  ]
>([
  ['a leader is there', { leader: 1, isr: [1] }, undefined, null],
  ['the last in sync', { leader: null, isr: [3] }, undefined, 'the return of broker 3 brings it back'],
  [
    'any of those in sync',
    { leader: null, isr: [3, 2, 1] },
    undefined,
    'the return of broker 1, 2 or 3 brings it back',
  ],
  [
    'an eligible leader replica beside the last in sync',
    { leader: null, isr: [3] },
    { eligible: [2], lastKnown: [] },
    'the return of broker 2 or 3 brings it back',
  ],
  [
    'nobody in sync, one eligible',
    { leader: null, isr: [] },
    { eligible: [2], lastKnown: [1] },
    'the return of broker 2 brings it back',
  ],
  [
    'nobody is known to have all data',
    { leader: null, isr: [] },
    { eligible: [], lastKnown: [1] },
    'it was led last by broker 1, which may not have all data',
  ],
  ['nothing is known', { leader: null, isr: [] }, undefined, null],
])('%s', (_what, sets, known, words) => {
  const candidates = leaderCandidates(sets, known);
  expect(candidates && returnWords(candidates)).toBe(words);
});
