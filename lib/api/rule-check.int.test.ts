import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { groupNow, pollWrite, subscriptionNow, testStore, topicNow } from '#lib/views/testing.ts';
import { changedRuleSchema, checkedRuleSchema, type RuleInput } from './schemas/rules.ts';
import {
  type AuditEntry,
  installContext,
  request,
  testAccess,
  testContext,
  testPrincipal,
  watched,
} from './testing.ts';

let base: TestDatabase;
let rows: AuditEntry[];

beforeAll(async () => {
  base = await createTestDatabase();
  const store = await testStore(base.db, 'prod');
  await store.write(
    pollWrite({
      topics: [topicNow('orders', 3)],
      groups: [groupNow('nightly'), groupNow('payments')],
      subscriptions: [
        subscriptionNow('nightly', 'orders', 3, { commitGaps: { medianMs: 300_000, longestByDay: [] } }),
        subscriptionNow('payments', 'orders', 3),
      ],
    }),
  );
  install();
});
afterAll(() => base?.drop());

function install(role: 'viewer' | 'operator' = 'operator', clusters = '*'): void {
  rows = [];
  const access = testAccess(testPrincipal([{ clusters, role }]), rows);
  installContext(testContext(base.db, base.url, { access, clusters: ['prod', 'test'].map(watched) }));
}

const RULE: RuleInput = {
  name: 'behind',
  severity: 'error',
  condition: { metric: 'lag', threshold: 1_000, forSeconds: 60 },
};
async function send(path: string, body: unknown) {
  const response = await request(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: await response.json() };
}
const check = async (changes: Partial<RuleInput>) => {
  const { status, body } = await send('/api/v1/rules/check', { ...RULE, ...changes });
  expect(status, JSON.stringify(body)).toBe(200);
  return checkedRuleSchema.parse(body);
};

describe('a rule that is not made yet', () => {
  test('is told what is doubtful, at its field, by what there is on its clusters now', async () => {
    const fields = async (changes: Partial<RuleInput>) =>
      (await check(changes)).warnings.map(({ parameter }) => parameter).filter((field) => field !== 'destinations');
    expect(await fields({})).toEqual([]);
    expect(await fields({ groups: { include: ['billing-*'] } })).toEqual(['groups.include']);
    expect(await fields({ groups: { include: ['pay*'] }, topics: { include: ['clicks'] } })).toEqual([
      'topics.include',
    ]);
    expect(await fields({ groups: { include: ['billing-*'] }, clusters: { include: ['test'] } })).toEqual([]);
    const { warnings } = await check({ condition: { metric: 'time-lag', threshold: 60, forSeconds: 60 } });
    expect(warnings).toContainEqual({
      parameter: 'condition.threshold',
      message: expect.stringMatching(/^nightly commits every 300 s/),
    });
  });

  test('is read in words, refused at its fields, and neither kept nor written down', async () => {
    expect((await check({})).sentence).toBe('When lag of any group stays above 1,000 messages for 60 s');
    const { status, body } = await send('/api/v1/rules/check', {
      ...RULE,
      condition: { metric: 'lag', forSeconds: 60 },
    });
    expect([status, body.errors]).toEqual([400, [{ parameter: 'condition.threshold', message: 'must be given' }]]);
    expect(rows).toEqual([]);
    const made = await send('/api/v1/rules', { ...RULE, groups: { include: ['billing-*'] } });
    expect(changedRuleSchema.parse(made.body).warnings).toContain(
      'No group matches now: it watches nothing until one does.',
    );
  });

  test.each([
    ['groups', '/(abc/', 'is no regular expression: missing closing ): (abc'],
    ['groups', '/^(?!test-)/', 'must not look ahead or behind with (?!: list what is not meant under exclude'],
    ['topics', '/(a)\\1/', 'must not refer back with \\1: write out what is meant'],
    [
      'clusters',
      '/(x{30}){30}/',
      'is too large (960 steps with its repetitions written out, 150 at most): repeat less in {}, or list what it is made of as several patterns',
    ],
    ['groups', `/${'x'.repeat(300)}/`, 'must be at most 300 characters long'],
  ])('is refused where a regular expression of its %s is none that is taken: %s', async (field, pattern, message) => {
    install();
    const patterns = { [field]: { include: ['*'], exclude: ['test', pattern] } };
    for (const path of ['/api/v1/rules/check', '/api/v1/rules']) {
      const { status, body } = await send(path, { ...RULE, ...patterns });
      expect([status, body.errors]).toEqual([400, [{ parameter: `${field}.exclude.1`, message }]]);
    }
    expect(rows).toEqual([]);
  });

  test('is over what a regular expression finds anywhere in a name', async () => {
    const doubts = async (include: string[]) =>
      (await check({ groups: { include } })).warnings.map(({ message }) => message);
    expect(await doubts(['/^(pay|night)/'])).not.toContain('No group matches now: it watches nothing until one does.');
    expect(await doubts(['/^ments$/'])).toContain('No group matches now: it watches nothing until one does.');
    expect(await doubts(['payments', '^night.*'])).toContainEqual(expect.stringContaining('/^night.*/'));
  });

  test('is checked for those alone who may make it', async () => {
    install('viewer');
    expect(await send('/api/v1/rules/check', RULE)).toMatchObject({ status: 403 });
    install('operator', 'prod');
    expect(await send('/api/v1/rules/check', RULE)).toMatchObject({ status: 403 });
    install();
  });
});
