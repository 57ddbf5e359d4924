import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { alertFamilies } from './alert-families.ts';
import { sampleName } from './exposition.ts';
import { historyFamilies } from './history-families.ts';
import { processFamilies } from './process-families.ts';
import { tidemarkFamilies } from './tidemark-families.ts';

const documented = readFileSync(new URL('../../docs/operations.md', import.meta.url), 'utf8');
const health = {
  version: '1',
  role: 'all',
  startedAtMs: 0,
  cpuSeconds: 0,
  loopBusySeconds: 0,
  residentBytes: 0,
  heapUsedBytes: 0,
  openStreams: 0,
  databaseUp: true,
  connections: { idle: 0, busy: 0 },
  waitingForConnection: 0,
};
const room = { bytes: 0, budgetBytes: 0 };
const names = [
  ...tidemarkFamilies([], new Date(), 0),
  ...alertFamilies(null),
  ...historyFamilies(room),
  ...processFamilies(health),
].map(sampleName);

test.each(names)('docs/operations.md tells of %s', (name) => {
  expect(documented).toContain(`\`${name}\``);
});

test('docs/operations.md tells of no other', () => {
  const told = documented.matchAll(/`((?:kafka_consumer_group_|tidemark_|process_|nodejs_)[a-z_]+)`/g);
  expect([...new Set([...told].map(([, name]) => name))].filter((name) => !names.includes(name ?? ''))).toEqual([]);
});
