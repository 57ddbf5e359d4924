import { describe, expect, test } from 'vitest';
import { broker, commits, ends, group, Polls, topic } from '#lib/collector/testing.ts';
import { succeed } from '#lib/kafka/failure.ts';
import { ClusterEvaluator } from './evaluator.ts';
import { rule, SECOND, T0 } from './testing.ts';

/** What a group had committed, and where the log ends, in a poll. */
type Seen = (poll: number) => { committed: bigint | null; end: bigint };

const RECREATED_AT = 12;
const BEHIND: Seen = () => ({ committed: 1_000n, end: 2_000n });

/**
 * A group that is behind on a topic, which is created anew in a poll after that; gives what is told of it, with its poll. It restarts
 * before some polls, and somebody says in some that they look at it.
 */
function told(after: Seen, { restarts = [], acks = [] }: { restarts?: number[]; acks?: number[] } = {}): string[] {
  const polls = new Polls({ intervalMs: 10 * SECOND });
  let ids = 0;
  const newEvaluator = (
    restored?: ConstructorParameters<typeof ClusterEvaluator>[1],
    judgedAtMs: number | null = null,
  ) => {
    const newId = () => `${++ids}`;
    const options = { cluster: 'prod', knownSinceMs: T0, intervalMs: 10 * SECOND, judgedAtMs, newId };
    const made = new ClusterEvaluator(options, restored);
    made.takeRules([rule({ condition: { threshold: 500, clearThreshold: 450, forSeconds: 60 } })]);
    return made;
  };
  let evaluator = newEvaluator();
  const stored = new Map<string, NonNullable<Parameters<typeof newEvaluator>[0]>[number]>();
  const said: string[] = [];
  for (let poll = 0; poll < 120; poll++) {
    const isNew = poll >= RECREATED_AT;
    const { committed, end } = isNew ? after(poll - RECREATED_AT) : BEHIND(poll);
    const {
      goneBrokers: _,
      standing: __,
      farthestBehind: ___,
      ...write
    } = polls.at(poll * 10 * SECOND, {
      brokers: [broker(1), broker(2), broker(3)],
      topics: new Map([['orders', topic('orders', 1, { incarnation: isNew ? 2 : 1 })]]),
      ends: new Map([['orders', ends([0n, end])]]),
      groups: [group('payments', { commits: succeed(committed === null ? [] : [commits('orders', committed)]) })],
    });
    const atMs = write.cluster.scheduledAtMs;
    if (restarts.includes(poll)) evaluator = newEvaluator([...stored.values()], atMs - 10 * SECOND);
    if (acks.includes(poll)) evaluator.takeAcknowledged([['1', atMs]]);
    const evaluation = evaluator.evaluate(write);
    for (const { target, scope } of evaluation.targets) {
      if (target === null) stored.delete(scope.group ?? '');
      else stored.set(scope.group ?? '', target);
    }
    said.push(...evaluation.incidents.map((one) => `${poll} ${one.kind === 'resolved' ? one.why : one.kind}`));
    evaluator.accept(evaluation);
  }
  return said;
}

describe('what was unread of a topic that is created anew is lost', () => {
  test.each<[what: string, after: Seen]>([
    ['offsets stay, and the new log has come as far', () => ({ committed: 1_000n, end: 1_100n })],
    ['offsets stay, beyond the end of the new log', () => ({ committed: 1_000n, end: 5n })],
    ['offsets went with it', () => ({ committed: null, end: 5n })],
  ])('while nobody commits to it: %s', (_, after) => {
    expect(told(after)).toEqual(['6 opened']);
    expect(told(after, { restarts: [RECREATED_AT, RECREATED_AT + 1, 40, 41] })).toEqual(['6 opened']);
  });

  test('until somebody says that they look', () => {
    expect(told(() => ({ committed: 1_000n, end: 1_100n }), { acks: [40] })).toEqual(['6 opened', '42 recovered']);
  });

  test('until the group commits to the new one', () => {
    const after: Seen = (poll) => ({ committed: poll < 30 ? 1_000n : 5n, end: 5n });
    expect(told(after)).toEqual(['6 opened', `${RECREATED_AT + 30 + 2} recovered`]);
    expect(told(after, { restarts: [30] })).toEqual(['6 opened', `${RECREATED_AT + 30 + 2} recovered`]);
    const went: Seen = (poll) => ({ committed: poll < 30 ? null : 5n, end: 5n });
    expect(told(went)).toEqual(['6 opened', `${RECREATED_AT + 30 + 2} recovered`]);
  });

  test('not where the group is as far behind on the new one', () => {
    const after: Seen = (poll) => ({ committed: BigInt(poll), end: 2_000n });
    expect(told(after)).toEqual(['6 opened']);
  });
});
