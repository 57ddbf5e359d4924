import { describe, expect, test } from 'vitest';
import { silenceCheckSchema } from '#lib/api/schemas/silences.ts';
import { ClusterEvaluator } from './evaluator.ts';
import { muteOf } from './mute.ts';
import {
  budgetError,
  MOST_OF_RULES,
  MOST_OF_SILENCES,
  matcherFields,
  patternFields,
  priceOf,
} from './pattern-budget.ts';
import { patternErrors } from './pattern-errors.ts';
import { PatternTime } from './pattern-time.ts';
import { matches, parsePattern } from './patterns.ts';
import { warningsOf } from './rule-warnings.ts';
import { ALL, pollAt, rule, ruleDefinition, seen, silence } from './testing.ts';

const only = (...include: string[]) => ({ include, exclude: [] });
/** How long something takes; what took seconds before takes milliseconds, and others use the machine too. */
function msOf(act: () => unknown): number {
  const before = performance.now();
  act();
  return performance.now() - before;
}
/** About as slow as what is taken: each of them another one. */
const slow = (index: number) => `/(?:[^${index % 10}-]?){36}[A-Z]$/`;
const slowField = (index: number) => only(slow(index), slow(index + 1));
const groups = (count: number) =>
  Array.from({ length: count }, (_, index) => seen(`team-${index % 50}.group-${index}`, 5n));

const watching = (patternTime: PatternTime) =>
  new ClusterEvaluator({
    cluster: 'prod',
    knownSinceMs: 0,
    judgedAtMs: null,
    intervalMs: 10_000,
    newId: () => 'id',
    patternTime,
  });

test('what is slow to match is refused, or takes a thread a part of its time alone', () => {
  const attack = only(...Array.from({ length: 6 }, () => '/(?:\\w?){160}[A-Z]$/'));
  expect(patternErrors(attack)).not.toEqual([]);
  expect(patternErrors(slowField(1))).toEqual([]);
  const evaluator = watching(new PatternTime({ mostMs: 100, share: 0.25, now: () => performance.now() }));
  const rules = Array.from({ length: 20 }, (_, index) => rule({ id: index + 1, groups: slowField(index) }));
  // As a later version may have stored it.
  evaluator.takeRules([...rules, rule({ id: 99, groups: attack })]);
  const poll = pollAt(0, groups(5_000));
  expect(msOf(() => evaluator.evaluate(poll))).toBeLessThan(2_000);
});

test('what is slow to compile is refused at its field before it is', () => {
  const dear = Array.from({ length: 50 }, (_, index) => `/(?i)[${'\\pL'.repeat(50)}]~${index}/`);
  const field = { include: dear, exclude: dear };
  let issues = 0;
  const takes = msOf(() => {
    const asked = silenceCheckSchema.safeParse({
      cluster: null,
      matchers: { rules: field, groups: field, topics: field },
    });
    issues = asked.error?.issues.length ?? 0;
  });
  expect(issues).toBeGreaterThan(0);
  expect(takes).toBeLessThan(1_000);
});

test.each([
  ['a wide range in any case', '/(?i)[b-\\x{10fffe}]~/'],
  ['the same by its codes', '/(?i)[\\x{4e}-\\x{10fffe}]~/'],
  ['long repetitions', `/${'x{999}'.repeat(49)}/`],
  ['many classes in any case', `/(?i)${'\\pL'.repeat(90)}/`],
])('what is slow to compile is not compiled: %s', (_, pattern) => {
  expect(parsePattern(pattern).ok).toBe(false);
  expect(msOf(() => parsePattern(pattern.replace('/', '/x')))).toBeLessThan(100);
});

describe('silences that are read anew', () => {
  // As many as are taken, each as slow as is taken.
  const kept = Array.from({ length: 10 }, (_, index) => silence({ id: String(index) }, { groups: slowField(index) }));
  const incident = {
    cluster: 'prod',
    rule: { name: 'behind', severity: 'error' as const, labels: {} },
    group: 'x'.repeat(200),
    topic: null,
    broker: null,
    unread: null,
  };
  const asked = () => {
    const silences = structuredClone(kept).map((one) => ({ silence: one, untilMs: one.endsAtMs ?? 0 }));
    return muteOf(incident, { silences, inhibition: null });
  };

  test('are asked once, whoever changes what', () => {
    expect(asked()).toBeNull();
    expect(msOf(() => Array.from({ length: 1_000 }, asked))).toBeLessThan(3_000);
  });

  test('are compiled once', () => {
    const pattern = '/^asked-[0-9]{1,20}$/';
    expect(parsePattern(pattern)).toBe(parsePattern(pattern));
    expect(matches(only(pattern), 'asked-7')).toBe(true);
    expect(matches(structuredClone(only(pattern)), 'asked-7')).toBe(true);
  });
});

describe('all of them together', () => {
  const dear = only('/^[a-z]{1,70}$/', '/^[a-z]{1,60}$/');

  test('have a price, by which rules and silences are refused at their most costly field', () => {
    const ofRule = patternFields({ clusters: only('/^prod/'), groups: dear, topics: ALL });
    expect(priceOf(ofRule)).toBe(276);
    const most = Math.floor(MOST_OF_RULES / 276);
    const kept = Array.from({ length: most }, () => ofRule);
    const budget = { most: MOST_OF_RULES, what: 'rules' as const };
    expect(budgetError(ofRule, { ...budget, kept: kept.slice(1) })).toBeNull();
    expect(budgetError(ofRule, { ...budget, kept })).toEqual({
      parameter: 'groups.include',
      message:
        'is too much with all other rules: its regular expressions have 276 steps, and those of the others have 5,796 of 6,000. Write names or globs, or a simpler expression',
    });
    const ofSilence = matcherFields({ rules: ALL, groups: ALL, topics: dear });
    expect(budgetError(ofSilence, { most: MOST_OF_SILENCES, kept, what: 'silences' })?.parameter).toBe(
      'matchers.topics.include',
    );
  });

  test('are nothing to names and globs, however many there are', () => {
    const plain = patternFields({ clusters: ALL, groups: only('payments-*', 'ledger'), topics: ALL });
    const kept = Array.from({ length: 100 }, () => patternFields({ clusters: ALL, groups: dear, topics: ALL }));
    expect(budgetError(plain, { most: MOST_OF_RULES, kept, what: 'rules' })).toBeNull();
  });
});

describe('a rule whose expressions take long', () => {
  /** A clock by which every question takes a millisecond, and ten fit between two polls. */
  function slowly() {
    let ms = 0;
    const time = new PatternTime({ mostMs: 10, share: 0.000_1, now: () => ms++ });
    return { time, nextPoll: () => (ms += 1_000_000) };
  }
  const behind = (count: number, lag: bigint) =>
    Array.from({ length: count }, (_, index) => seen(`group-${index}`, lag));
  const AT_ONCE = { forSeconds: 0 };
  const opened = ({ incidents }: { incidents: readonly { kind: string }[] }) =>
    incidents.filter(({ kind }) => kind === 'opened').length;

  test('finds out what it is over poll by poll, and holds up no other', () => {
    const { time, nextPoll } = slowly();
    const evaluator = watching(time);
    evaluator.takeRules([
      rule({ id: 1, name: 'slow', groups: only('/^group-a*/'), condition: AT_ONCE }),
      rule({ id: 2, name: 'quick', groups: only('group-*'), condition: AT_ONCE }),
    ]);
    const byPoll: [number, string[]][] = [];
    for (let poll = 0; poll < 6; poll++) {
      const evaluation = evaluator.evaluate(pollAt(poll * 10, behind(35, 5_000n)));
      byPoll.push([opened(evaluation), evaluator.waiting()]);
      evaluator.accept(evaluation);
      nextPoll();
    }
    // The quick one is over all of them at once.
    expect(byPoll[0]?.[0]).toBeGreaterThanOrEqual(35);
    expect(byPoll[0]).toEqual([expect.any(Number), ['slow']]);
    expect(byPoll[1]?.[0]).toBeLessThanOrEqual(12);
    expect(byPoll.reduce((sum, [count]) => sum + count, 0)).toBe(70);
    expect(byPoll.at(-1)).toEqual([0, []]);
  });

  test('keeps open what was open, as if the polls meanwhile were missed', () => {
    const { time, nextPoll } = slowly();
    const slowRule = rule({ id: 1, groups: only('/^group-b*/'), condition: AT_ONCE, keepFiringSeconds: 0 });
    const before = watching(new PatternTime({ mostMs: 1_000, share: 1, now: () => 0 }));
    before.takeRules([{ ...slowRule, groups: ALL }]);
    const active = before.evaluate(pollAt(0, behind(35, 5_000n))).targets.flatMap(({ target }) => target ?? []);
    expect(active).toHaveLength(35);
    const after = new ClusterEvaluator(
      { cluster: 'prod', knownSinceMs: 0, judgedAtMs: 0, intervalMs: 10_000, newId: () => 'id', patternTime: time },
      active,
    );
    after.takeRules([slowRule]);
    const first = after.evaluate(pollAt(10, behind(35, 5n)));
    const resolved = first.incidents.filter(({ kind }) => kind === 'resolved').length;
    expect(after.waiting()).toEqual(['behind']);
    expect(resolved).toBeGreaterThan(0);
    expect(resolved).toBeLessThanOrEqual(12);
    after.accept(first);
    let all = resolved;
    for (let poll = 2; poll < 8; poll++) {
      nextPoll();
      const evaluation = after.evaluate(pollAt(poll * 10, behind(35, 5n)));
      all += evaluation.incidents.filter(({ kind }) => kind === 'resolved').length;
      after.accept(evaluation);
    }
    expect([all, after.waiting()]).toEqual([35, []]);
  });

  test('judges no group before it knows all topics that it is over', () => {
    const { time, nextPoll } = slowly();
    const evaluator = watching(time);
    // Its expression has been held against nothing yet as the time is over.
    evaluator.takeRules([
      rule({ id: 1, name: 'first', groups: only('/^group-c*/'), condition: { metric: 'no-members' } }),
      rule({ id: 2, name: 'second', topics: only('/^orders/'), condition: AT_ONCE }),
    ]);
    const polls = Array.from({ length: 6 }, (_, poll) => {
      const evaluation = evaluator.evaluate(pollAt(poll * 10, behind(35, 5_000n)));
      const isWaiting = evaluator.waiting().includes('second');
      evaluator.accept(evaluation);
      nextPoll();
      return { isWaiting, opened: opened(evaluation) };
    });
    expect(polls[0]).toEqual({ isWaiting: true, opened: 0 });
    expect(polls.map(({ opened: count }) => count).filter((count) => count > 0)).toEqual([35]);
    expect(polls.at(-1)).toEqual({ isWaiting: false, opened: 0 });
  });
});

test('what would be said of a slow pattern beside its field is left out rather than waited for', () => {
  const known = {
    groups: Array.from({ length: 20_000 }, (_, index) => ({
      name: `team-${index % 50}.g-${index}`,
      commitGapMs: 1_000,
    })),
    topics: [],
  };
  const around = {
    clusters: 1,
    slowestMs: 10_000,
    known,
    hearers: { clusters: ['prod'], owners: [], destinations: [] },
  };
  const asked = ruleDefinition({ groups: slowField(4), condition: { metric: 'time-lag', threshold: 100 } });
  expect(msOf(() => warningsOf(asked, around))).toBeLessThan(2_000);
});
