import { describe, expect, test } from 'vitest';
import { type Migration, planMigrations } from './migrations.ts';

const migration = (name: string): Migration => ({ name, sql: '', checksum: `sum of ${name}` });
const applied = (name: string, checksum = `sum of ${name}`, finished = true) => ({ name, checksum, finished });
const known = [migration('0001_init'), migration('0002_more'), migration('0003_last')];

describe('planMigrations', () => {
  test.each([
    ['an empty database', [], ['0001_init', '0002_more', '0003_last']],
    ['the first was applied', [applied('0001_init')], ['0002_more', '0003_last']],
    ['all were applied', known.map(({ name }) => applied(name)), []],
    ['one from a branch merged later', [applied('0001_init'), applied('0003_last')], ['0002_more']],
  ])('%s', (_, rows, pending) => {
    const plan = planMigrations(known, rows);
    expect(plan.ok && plan.pending.map(({ name }) => name)).toEqual(pending);
  });

  test.each([
    ['a changed file', [applied('0001_init', 'another sum')], '0001_init was changed after it had been applied'],
    [
      'a newer database',
      [applied('0001_init'), applied('0009_future')],
      'newer than this Tidemark: it has the migration 0009_future',
    ],
    [
      'an unfinished one',
      [applied('0001_init', 'sum of 0001_init', false)],
      '0001_init was begun by another tool and never finished',
    ],
  ])('%s is refused', (_, rows, problem) => {
    const plan = planMigrations(known, rows);
    expect(plan.ok ? '' : plan.problem).toContain(problem);
  });
});
