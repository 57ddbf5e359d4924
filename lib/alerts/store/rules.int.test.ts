import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { checkRule } from '../rule-check.ts';
import { ruleSentence } from '../rule-words.ts';
import { readRules } from './rules.ts';

let base: TestDatabase;
beforeAll(async () => {
  base = await createTestDatabase();
});
afterAll(() => base?.drop());

test('a new installation has rules to begin with, which anybody could have written', async () => {
  const rules = await readRules(base.db);
  expect(rules.map((rule) => [rule.enabled, ruleSentence(rule)])).toEqual([
    [true, 'When another cluster answers at the address of this one'],
    [true, 'When downtime of any broker stays above 60 s'],
    [true, 'When time until unread data is deleted of any group falls below 3,600 s'],
    [true, 'When status of any group is at least STOPPED'],
    [false, 'When lag of any group stays above 10,000 messages for 60 s'],
    [true, 'When a log of any topic is truncated'],
    [false, 'When time behind of any group stays above 5 s for 30 s'],
    [false, 'When time behind of any group stays above 60 s for 120 s'],
    [true, 'When time without data of the cluster stays above 60 s'],
    [true, 'When offline partitions of any topic stays above 0 for 30 s'],
    [true, 'When partitions under min ISR of any topic stays above 0 for 60 s'],
  ]);
  const around = { clusters: [{ name: 'local', pollIntervalMs: 10_000 }], destinations: [] };
  for (const { id: _, name: __, version: ___, updatedAt: ____, ...definition } of rules) {
    const { operator: _____, status, threshold, clearThreshold, ...condition } = definition.condition;
    const written = {
      ...structuredClone(definition),
      condition: { ...condition, ...(status === null ? { threshold, clearThreshold } : { status }) },
    };
    expect(checkRule(written as never, around)).toMatchObject({ ok: true });
  }
});
