import { expect, test } from 'vitest';
import { phaseShares } from './phase-shares.ts';

test('phases stand in the order in which they run, as shares of the interval', () => {
  expect(phaseShares({ persistMs: 5, endsMs: 10, listMs: 20, oddMs: 1 }, 100)).toEqual([
    { phase: 'listMs', words: 'finding groups and topics', ms: 20, share: 0.2 },
    { phase: 'endsMs', words: 'log ends', ms: 10, share: 0.1 },
    { phase: 'persistMs', words: 'writing the poll before', ms: 5, share: 0.05 },
    { phase: 'oddMs', words: 'odd', ms: 1, share: 0.01 },
  ]);
});

test('a poll that took longer than its interval fills the bar, and no more', () => {
  const shares = phaseShares({ listMs: 150, endsMs: 50 }, 100);
  expect(shares.reduce((sum, { share }) => sum + share, 0)).toBe(1);
});
