import { expect, test } from 'vitest';
import { grantInWords } from './grants.ts';
import { incompletePermissions, lackingOf, OPERATION, operationsOf, type ToldPermissions } from './permissions.ts';

const FULL = new Set<number>(Object.values(OPERATION));
const topic = (name: string, operations: ReadonlySet<number> = FULL) => ({ name, operations });
const ALL_ALLOWED: ToldPermissions = {
  cluster: FULL,
  topics: [topic('a'), topic('b')],
  anyTopic: true,
  anyGroup: true,
};
const DESCRIBE_ONLY = new Set<number>([OPERATION.describe]);

test.each<[what: string, told: Partial<ToldPermissions>, lacking: string[]]>([
  ['nothing', {}, []],
  ['what brokers do not tell', { cluster: null, topics: [] }, []],
  ['the cluster', { cluster: new Set() }, ['Describe on the cluster']],
  ['some topics', { anyTopic: false }, ['Describe on every topic']],
  ['some groups', { anyGroup: false }, ['Describe on every group']],
  ['settings of one topic', { topics: [topic('a', DESCRIBE_ONLY), topic('b')] }, ['DescribeConfigs on topic a']],
  ['settings of all', { topics: [topic('a', DESCRIBE_ONLY)] }, ['DescribeConfigs on every topic']],
  [
    'settings of many',
    { topics: [...'abcd'].map((name) => topic(name, DESCRIBE_ONLY)).concat(topic('e')) },
    ['DescribeConfigs on every topic'],
  ],
  [
    'all of it',
    { cluster: new Set(), topics: [topic('a', DESCRIBE_ONLY)], anyTopic: false, anyGroup: false },
    ['Describe on the cluster', 'Describe on every topic', 'Describe on every group', 'DescribeConfigs on every topic'],
  ],
])('a principal that may not see %s', (_what, told, expected) => {
  const lacking = lackingOf({ ...ALL_ALLOWED, ...told });
  expect(lacking.map(({ grant }) => grantInWords(grant))).toEqual(expected);
  const failure = incompletePermissions(lacking);
  expect(failure?.grants ?? []).toEqual(lacking.map(({ grant }) => grant));
  expect(failure?.code ?? null).toBe(expected.length === 0 ? null : 'INCOMPLETE_PERMISSIONS');
  for (const words of expected) expect(failure?.message).toContain(words);
});

test.each([
  [0, []],
  [1 << 8, [8]],
  [(1 << 3) | (1 << 8) | (1 << 10), [3, 8, 10]],
  [-(2 ** 31), []],
])('the bits of %i are the operations %j', (bits, operations) => {
  expect([...operationsOf(bits)]).toEqual(operations);
});
