import { describe, expect, it } from 'vitest';
import { spoken } from '#components/ui/testing.ts';
import { coursePhrases, drainWords, type Flowing } from './flow-words.ts';

const flowing = (changes: Partial<Flowing>): Flowing => ({
  lag: '80112',
  produceRate: 1_000,
  consumeRate: 1_000,
  lagTrend: 'steady',
  drainSeconds: null,
  ...changes,
});

describe('in a sentence and in a cell', () => {
  it.each<[sentence: string, cell: string, given: Partial<Flowing>]>([
    [', growing 310/s; never drains at this rate', 'never', { produceRate: 1_310, lagTrend: 'growing' }],
    [
      ', falling 310/s; drains in 4 min 18 s',
      '4 min 18 s',
      { consumeRate: 1_310, lagTrend: 'draining', drainSeconds: 258 },
    ],
    [', growing 1 k/s; nothing is consumed', 'never', { consumeRate: 0, lagTrend: 'stalled' }],
    ['; nothing is consumed', 'never', { produceRate: 0, consumeRate: 0, lagTrend: 'stalled' }],
    [', steady and not falling', 'not falling', {}],
    [', keeping up', 'keeps up', { lag: '30000' }],
    [', consuming 1 k/s', 'caught up', { lag: '0' }],
    [', idle', 'caught up', { lag: '0', produceRate: 0, consumeRate: 0, lagTrend: 'idle' }],
    ['', '–', { produceRate: null, consumeRate: null, lagTrend: null }],
    ['', '–', { lag: null, lagTrend: null }],
  ])('"%s", "%s"', (sentence, cell, given) => {
    expect(spoken(coursePhrases(flowing(given)))).toBe(sentence);
    expect(drainWords(flowing(given)).text.replaceAll('\u00a0', ' ')).toBe(cell);
  });
});
