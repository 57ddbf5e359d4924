import { expect, test } from 'vitest';
import type { BrokerVersions } from './api-versions.ts';
import { brokersCapMinIsr } from './min-isr-cap.ts';

const speaking = (max: number): { versions: BrokerVersions } => ({
  versions: { ranges: new Map([[2, { min: 0, max }]]), features: new Map() },
});
const silent = { versions: null };

// ListOffsets of kafka-clients 2.8.2, 3.8.1, 3.9.1 and 4.3.1 goes up to these versions.
test.each([
  ['2.8', [speaking(6)], false],
  ['3.8', [speaking(8)], false],
  ['3.9', [speaking(9)], true],
  ['4.3', [speaking(11)], true],
  ['3.8 and 3.9, in the middle of an upgrade', [speaking(9), speaking(8)], false],
  ['3.9 beside one that is silent', [speaking(9), silent], true],
  ['nobody', [silent], null],
])('%s', (_what, links, capped) => expect(brokersCapMinIsr(links)).toBe(capped));
