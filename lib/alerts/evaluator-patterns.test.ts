import { expect, test } from 'vitest';
import { ClusterEvaluator } from './evaluator.ts';
import { pollAt, rule, seen } from './testing.ts';

const only = (...include: string[]) => ({ include, exclude: [] });
const POLLS = [
  pollAt(
    0,
    ['payments', 'payments-2', 'orders'].map((name) => seen(name, 5_000n)),
  ),
];

/** The groups of which each rule has something to say, by its name. */
function firing(...rules: ReturnType<typeof rule>[]): Record<string, (string | null)[]> {
  const evaluator = new ClusterEvaluator({
    cluster: 'prod',
    knownSinceMs: 0,
    judgedAtMs: null,
    intervalMs: 10_000,
    newId: () => 'id',
  });
  evaluator.takeRules(rules);
  const targets = POLLS.flatMap((poll) => evaluator.evaluate(poll).targets);
  return Object.fromEntries(
    rules.map(({ id, name }) => [
      name,
      targets.filter(({ ruleId }) => ruleId === id).map(({ scope: { group } }) => group),
    ]),
  );
}

const over = (id: number, name: string, changes: Parameters<typeof rule>[0]) =>
  rule({ id, name, ...changes, condition: { threshold: 1_000, clearThreshold: 1_000, forSeconds: 60 } });

test('a rule is over what its regular expressions find, and not over what they keep out', () => {
  expect(
    firing(
      over(1, 'found', { groups: only('/^pay/') }),
      over(2, 'kept out', { groups: { include: ['*'], exclude: ['/-\\d+$/'] } }),
      over(3, 'on the cluster', { clusters: only('/^(prod|stage)$/') }),
      over(4, 'elsewhere', { clusters: only('/^prod-/') }),
    ),
  ).toEqual({
    found: ['payments', 'payments-2'],
    'kept out': ['payments', 'orders'],
    'on the cluster': ['payments', 'payments-2', 'orders'],
    elsewhere: [],
  });
});

test('one whose pattern cannot be read is over nothing, and holds up no other', () => {
  expect(
    firing(
      over(1, 'groups', { groups: only('payments', '/(/') }),
      over(2, 'kept out', { groups: { include: ['*'], exclude: ['/(?!x)/'] } }),
      over(3, 'topics', { topics: only('/a\\1/') }),
      over(4, 'clusters', { clusters: only('/[/') }),
      over(5, 'plain', { groups: only('orders') }),
    ),
  ).toEqual({ groups: [], 'kept out': [], topics: [], clusters: [], plain: ['orders'] });
});
