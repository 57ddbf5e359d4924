// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the file's own references
import { expect, it, test } from 'vitest';
import { errorsOf, type Files, loaded } from './fixtures/loaded.ts';

const yaml = (text: string): Files => ({ 'tidemark.yaml': text });
const CLUSTERS = 'clusters:\n- { name: prod, brokers: "a:1" }\n- { name: test, brokers: "b:1" }\n';

test('owners are read in their order, with what each leaves out', () => {
  const text = `${CLUSTERS}owners:
  - team: payments
    clusters: prod
    groups: [payments-*, ledger]
    topics: payments.*, refunds
    runbook: \${WIKI}/payments
    tier: 1
    destination: payments-pager
  - team: platform
`;
  const { owners, warnings } = loaded({ WIKI: 'https://wiki.test' }, yaml(text));
  expect(owners).toEqual([
    {
      team: 'payments',
      clusters: ['prod'],
      groups: ['payments-*', 'ledger'],
      topics: ['payments.*', 'refunds'],
      runbook: 'https://wiki.test/payments',
      tier: '1',
      destination: 'payments-pager',
    },
    { team: 'platform', clusters: [], groups: [], topics: [], runbook: null, tier: null, destination: null },
  ]);
  expect(warnings).toEqual([]);
});

it.each(['', 'owners:\n', 'owners: []\n'])('%j names nobody', (text) =>
  expect(loaded({}, yaml(text)).owners).toEqual([]),
);

it.each([
  [
    'one owner, no list',
    'owners:\n  team: a',
    'tidemark.yaml:1: owners: must be a list: each owner begins with a dash',
  ],
  [
    'an owner of one word',
    'owners:\n  - payments',
    'tidemark.yaml:2: owners[0]: must hold a team and what is theirs: team, groups, topics, ...',
  ],
  ['no team', 'owners:\n- groups: [a]', 'tidemark.yaml:2: owners[0].team: is missing: say who they are'],
  ['a team of nothing', 'owners:\n- team:\n  groups: [a]', 'tidemark.yaml:2: owners[0].team: is missing'],
  ['an empty team', 'owners:\n- team: " "', 'tidemark.yaml:2: owners[0].team: must be one line of 1 to 100 characters'],
  ['a team of two lines', 'owners:\n- team: "a\\nb"', 'tidemark.yaml:2: owners[0].team: must be one line of 1 to 100'],
  [
    'a typing error',
    'owners:\n- team: a\n  group: [b]',
    'tidemark.yaml:3: owners[0].group: there is no such setting; did you mean groups?',
  ],
  [
    'a typing error in the section',
    'owner: []',
    'tidemark.yaml:1: owner: there is no such setting; did you mean owners?',
  ],
  [
    'a runbook that is no address',
    'owners:\n- team: a\n  runbook: javascript:alert(1)',
    'tidemark.yaml:3: owners[0].runbook: must be an http or https URL without a user name or password in it; it is',
  ],
  [
    'a list of nothing, which would be everything',
    'owners:\n- team: a\n  groups: []',
    'tidemark.yaml:3: owners[0].groups: names nothing: leave it out, or name what is theirs (* is all)',
  ],
  [
    'a regular expression',
    'owners:\n- team: a\n  groups: [b, /^pay/]',
    'tidemark.yaml:3: owners[0].groups: has a regular expression, as rules may: owners are named by globs',
  ],
  ['a map for a list', 'owners:\n- team: a\n  topics: { b: c }', 'tidemark.yaml:3: owners[0].topics: must be a list'],
  ['a list for a team', 'owners:\n- team: [a, b]', 'tidemark.yaml:2: owners[0].team: must be a single value'],
  [
    'an unset variable',
    'owners:\n- team: ${NONE}',
    'tidemark.yaml:2: owners[0].team: names the environment variable NONE, which is not set',
  ],
  [
    'a doubled key',
    'owners:\n- team: a\n  team: b',
    'tidemark.yaml: line 3, column 3: this key stands here for the second time',
  ],
  [
    'a doubled section',
    'owners: []\nowners: []',
    'tidemark.yaml: line 2, column 1: this key stands here for the second',
  ],
])('%s', (_, text, error) => expect(errorsOf({}, yaml(text))[0]).toContain(error));

test('what is wrong with several is told at once', () => {
  expect(errorsOf({}, yaml('owners:\n- groups: [a]\n- team: b\n  runbook: x\n  teir: 1'))).toHaveLength(3);
});

it.each([
  [
    'after one that owns everything',
    '- team: all\n- { team: late, groups: [a] }',
    'owners[1] (late) owns nothing: owners[0] (all) stands before it and owns everything; put that last',
  ],
  [
    'on a cluster that is none',
    '- { team: lost, clusters: [prd] }\n- team: all',
    'owners[0] (lost) owns nothing: no cluster is called prd',
  ],
])('an owner %s is taken, and named at start', (_, owners, warning) =>
  expect(loaded({}, yaml(`${CLUSTERS}owners:\n${owners}`)).warnings).toEqual([warning]),
);
