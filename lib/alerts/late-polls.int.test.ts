import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '#lib/db/database.ts';
import { AlertBench } from './fixtures/alert-bench.ts';
import { deleteRule } from './store/rules.ts';
import { pollAt, SECOND, seen, T0 } from './testing.ts';

let bench: AlertBench;
beforeAll(async () => {
  bench = await AlertBench.open();
});
afterAll(() => bench?.close());
beforeEach(async () => {
  await bench.clear();
  await bench.destination('pager');
});

const at = (second: number) => new Date(T0 + second * SECOND);

describe('polls that Postgres did not take', () => {
  test('count as if they had been written: what is open by then is told once, and by how much it is late', async () => {
    await bench.rule({ destinations: ['pager'] });
    const engine = await bench.started();
    await bench.poll(engine, 0, 0, 0n);
    bench.miss(engine, 10, 70, 500n);
    expect(await bench.incidents()).toEqual([]);
    await bench.poll(engine, 80, 80, 600n);
    expect(await bench.incidents()).toMatchObject([{ since: at(10), openedAt: at(30), toldAt: at(80) }]);
    expect(await bench.deliveries()).toMatchObject([
      { event: 'opened', summary: `payments on ${bench.cluster}: lag 600, above 100, detected 50 s late` },
    ]);
    await bench.poll(engine, 90, 120, 600n);
    expect(await bench.events()).toEqual(['opened']);
  });

  test('what opened and ended meanwhile is kept, and nobody is told', async () => {
    await bench.rule({ destinations: ['pager'] });
    const engine = await bench.started();
    await bench.poll(engine, 0, 0, 0n);
    bench.miss(engine, 10, 40, 500n);
    bench.miss(engine, 50, 80, 0n);
    await bench.poll(engine, 90, 90, 0n);
    expect(await bench.incidents()).toMatchObject([
      { openedAt: at(30), resolvedAt: at(70), resolution: 'recovered', toldAt: null },
    ]);
    expect(await bench.deliveries()).toEqual([]);
    expect(await bench.targets(engine)).toMatchObject([{ phase: 'inactive' }]);
  });

  test('the end of what was told before is told afterwards', async () => {
    await bench.rule({ destinations: ['pager'] });
    const engine = await bench.started();
    await bench.poll(engine, 0, 20, 500n);
    bench.miss(engine, 30, 80, 0n);
    await bench.poll(engine, 90, 90, 0n);
    expect(await bench.incidents()).toMatchObject([{ resolvedAt: at(50) }]);
    expect(await bench.events()).toEqual(['opened', 'resolved']);
  });

  test('what came, went and came back meanwhile is one incident', async () => {
    await bench.rule({ destinations: ['pager'] });
    const engine = await bench.started();
    await bench.poll(engine, 0, 0, 0n);
    bench.miss(engine, 10, 40, 500n);
    bench.miss(engine, 50, 80, 0n);
    bench.miss(engine, 90, 130, 700n);
    await bench.poll(engine, 140, 140, 700n);
    expect(await bench.incidents()).toMatchObject([{ reopened: 1, resolvedAt: null }]);
    expect(await bench.events()).toEqual(['opened']);
  });

  test('what was told before, ended, came back and ended again meanwhile is told to be over', async () => {
    await bench.rule({ destinations: ['pager'] });
    const engine = await bench.started();
    await bench.poll(engine, 0, 20, 500n);
    bench.miss(engine, 30, 60, 0n);
    bench.miss(engine, 70, 100, 700n);
    bench.miss(engine, 110, 140, 0n);
    await bench.poll(engine, 150, 150, 0n);
    expect(await bench.incidents()).toMatchObject([{ reopened: 1, resolution: 'recovered' }]);
    expect(await bench.events()).toEqual(['opened', 'resolved']);
  });

  test('what was told before, ended and came back meanwhile has gone on, as far as anybody heard', async () => {
    await bench.rule({ destinations: ['pager'] });
    const engine = await bench.started();
    await bench.poll(engine, 0, 20, 500n);
    bench.miss(engine, 30, 60, 0n);
    bench.miss(engine, 70, 100, 700n);
    await bench.poll(engine, 110, 110, 700n);
    expect(await bench.incidents()).toMatchObject([{ reopened: 1, resolvedAt: null, toldAt: at(20) }]);
    expect(await bench.events()).toEqual(['opened']);
    await bench.poll(engine, 120, 150, 0n);
    expect(await bench.events()).toEqual(['opened', 'resolved']);
  });

  test('what was over before, and comes back meanwhile, is late by when it came back', async () => {
    await bench.rule({ destinations: ['pager'] });
    const engine = await bench.started();
    await bench.poll(engine, 0, 20, 500n);
    await bench.poll(engine, 30, 50, 0n);
    bench.miss(engine, 60, 80, 500n);
    await bench.poll(engine, 90, 90, 500n);
    const summaries = (await bench.deliveries()).map(({ event, summary }) => [event, summary.split(', ').at(-1)]);
    expect(summaries).toEqual([
      ['opened', 'above 100'],
      ['resolved', 'above 100'],
      ['opened', 'detected 10 s late'],
    ]);
  });

  test('a rule that was deleted meanwhile judged them; what it opened ends with the first that is written', async () => {
    const made = await bench.rule({ destinations: ['pager'] });
    const engine = await bench.started();
    await bench.poll(engine, 0, 0, 0n);
    bench.miss(engine, 10, 40, 500n);
    await deleteRule(bench.base.db, String(made.id));
    await bench.poll(engine, 50, 50, 500n);
    expect(await bench.incidents()).toMatchObject([{ openedAt: at(30), resolution: 'rule-deleted' }]);
    expect(await bench.deliveries()).toEqual([]);
  });

  test('hundreds that opened meanwhile are one page', async () => {
    await bench.rule({ destinations: ['pager'] });
    const engine = await bench.started();
    const many = (lag: bigint) => Array.from({ length: 300 }, (_, index) => seen(`group-${index}`, lag));
    await bench.poll(engine, 0, 0, many(0n));
    bench.miss(engine, 10, 70, many(500n));
    await bench.poll(engine, 80, 80, many(500n));
    expect(await bench.deliveries()).toMatchObject([
      {
        event: 'opened',
        notice_id: expect.stringMatching(/storm/),
        summary: expect.stringMatching(/detected 50 s late/),
      },
    ]);
  });

  test('are not judged by who takes over: the gap counts as any other', async () => {
    await bench.rule({ destinations: ['pager'], condition: { ...CONDITION, forSeconds: 60 } });
    const engine = await bench.started();
    await bench.poll(engine, 0, 10, 500n);
    bench.miss(engine, 20, 100, 500n);
    const next = await bench.started();
    await bench.poll(next, 110, 110, 500n);
    expect(await bench.incidents()).toEqual([]);
    await bench.poll(next, 120, 130, 500n);
    expect(await bench.incidents()).toMatchObject([{ openedAt: at(130) }]);
  });
});
const CONDITION = {
  metric: 'lag' as const,
  operator: '>' as const,
  threshold: 100,
  status: null,
  clearThreshold: 90,
  aggregation: 'group-sum' as const,
  commitGaps: 0,
};

describe('a commit whose answer is lost', () => {
  /** Postgres as it is, but that some answers do not arrive. */
  function forgetful(db: Database): { db: Database; loses: 'none' | 'answer' | 'commit' } {
    const state: { db: Database; loses: 'none' | 'answer' | 'commit' } = { db, loses: 'none' };
    state.db = {
      ...db,
      async transaction(work, options) {
        const { loses } = state;
        if (loses === 'none') return db.transaction(work, options);
        const done = await db.transaction(async (sql) => {
          const result = await work(sql);
          if (loses === 'commit') throw new Error('lost before the commit');
          return result;
        }, options);
        void done;
        throw new Error('the answer to the commit is lost');
      },
    };
    return state;
  }

  test.each(['answer', 'commit'] as const)('opens and tells once, whether it was done or not: %s', async (loses) => {
    await bench.rule({ destinations: ['pager'] });
    const postgres = forgetful(bench.base.db);
    const engine = await bench.started(postgres.db);
    await bench.poll(engine, 0, 10, 500n);
    postgres.loses = loses;
    const poll = pollAt(20, [seen('payments', 500n)]);
    await expect(engine.writer.write(poll, engine.lease)).rejects.toThrow();
    postgres.loses = 'none';
    // Once more the same, as the poll is tried again; or not, as a newer one tells the state.
    if (loses === 'answer') await engine.writer.write(poll, engine.lease);
    else engine.writer.passOver(poll);
    await bench.poll(engine, 30, 40, 500n);
    expect(await bench.incidents()).toMatchObject([{ openedAt: at(20), reopened: 0 }]);
    expect(await bench.events()).toEqual(['opened']);
  });

  test.each(['answer', 'commit'] as const)('after the clock was set back, too: %s', async (loses) => {
    await bench.rule({ destinations: ['pager'] });
    const postgres = forgetful(bench.base.db);
    const engine = await bench.started(postgres.db);
    await bench.poll(engine, 3_600, 3_600, 5n);
    await bench.poll(engine, 0, 10, 500n);
    postgres.loses = loses;
    const poll = pollAt(20, [seen('payments', 500n)]);
    await expect(engine.writer.write(poll, engine.lease)).rejects.toThrow();
    postgres.loses = 'none';
    engine.writer.passOver(poll);
    bench.miss(engine, 30, 40, 500n);
    await bench.poll(engine, 50, 50, 500n);
    expect(await bench.incidents()).toMatchObject([{ openedAt: at(20), resolvedAt: null }]);
    expect(await bench.events()).toEqual(['opened']);
  });

  test('and others follow that Postgres does not take', async () => {
    await bench.rule({ destinations: ['pager'] });
    const postgres = forgetful(bench.base.db);
    const engine = await bench.started(postgres.db);
    await bench.poll(engine, 0, 10, 500n);
    postgres.loses = 'answer';
    const poll = pollAt(20, [seen('payments', 500n)]);
    await expect(engine.writer.write(poll, engine.lease)).rejects.toThrow();
    postgres.loses = 'none';
    engine.writer.passOver(poll);
    bench.miss(engine, 30, 60, 0n);
    await bench.poll(engine, 70, 70, 0n);
    expect(await bench.incidents()).toMatchObject([{ openedAt: at(20), reopened: 0, resolvedAt: at(50) }]);
    expect(await bench.events()).toEqual(['opened', 'resolved']);
  });
});
