import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Sql } from '#lib/db/database.ts';
import { deleteDestination, type SecretStore, updateDestination } from '#lib/notify/change-destinations.ts';
import type { Destination } from '#lib/notify/destination.ts';
import { until } from '#scripts/local/wait.ts';
import { acknowledge } from './acknowledge.ts';
import { AlertBench, definition } from './fixtures/alert-bench.ts';
import { holdRules, putInFile } from './store/file-rules.ts';
import { deleteRule, holdRule, insertRule, raiseRevision, readRevision, updateRule } from './store/rules.ts';
import { endSilence, insertSilence } from './store/silences.ts';
import { seen, silence } from './testing.ts';

let bench: AlertBench;
beforeAll(async () => {
  bench = await AlertBench.open();
});
afterAll(() => bench?.close());

/** What there is to change: two rules with an incident each, told to a destination, and a silence. */
interface Made {
  rules: [string, string];
  incidents: [string, string];
  destination: string;
  silence: string;
}

/** One transaction in two steps, between which the other comes. */
interface Change {
  begin(sql: Sql, made: Made): Promise<unknown>;
  goOn?(sql: Sql, made: Made): Promise<unknown>;
}

const at = new Date();
const LINKS = { incidents: () => '', incident: () => '', group: () => '' };
const change = { name: 'behind', definition: definition as never, beginsAnew: true };
const NO_SECRETS: SecretStore = { put: async () => {}, delete: async () => {} };
const renamed: Destination = { kind: 'webhook', name: 'renamed', config: { url: 'https://hook.test/' } as never };
const seenBy = (id: string) => (sql: Sql) =>
  acknowledge(sql, id, { by: 'ada', note: null, at }, { links: LINKS, owners: [] });

const CHANGES: Record<string, Change> = {
  'a file changes both rules': {
    async begin(sql, { rules: [first] }) {
      await holdRules(sql);
      await updateRule(sql, first, change);
      await putInFile(sql, first, 'tidemark.yaml');
    },
    goOn: (sql, { rules: [, second] }) => updateRule(sql, second, { ...change, name: 'far behind' }),
  },
  'a rule is changed': {
    begin: (sql, { rules: [first] }) => holdRule(sql, first),
    goOn: (sql, { rules: [first] }) => updateRule(sql, first, change),
  },
  'a rule is taken away': { begin: (sql, { rules: [, second] }) => deleteRule(sql, second) },
  'a rule is made': { begin: (sql) => insertRule(sql, randomUUID(), change.definition) },
  'the first incident is acknowledged': { begin: (sql, { incidents: [first] }) => seenBy(first)(sql) },
  'the second incident is acknowledged': { begin: (sql, { incidents: [, second] }) => seenBy(second)(sql) },
  'a destination is called otherwise': {
    begin: raiseRevision,
    goOn: (sql, { destination }) => updateDestination(sql, destination, 'pager', renamed, NO_SECRETS),
  },
  'a destination is taken away': {
    begin: raiseRevision,
    goOn: (sql, { destination }) => deleteDestination(sql, destination, 'pager', NO_SECRETS),
  },
  'something is silenced': {
    begin(sql) {
      const { id: _, ...made } = silence();
      return insertSilence(sql, made);
    },
  },
  'a silence is ended': { begin: (sql, made) => endSilence(sql, made.silence, at) },
};
const NAMES = Object.keys(CHANGES);

async function make(): Promise<Made> {
  await bench.clear();
  const destination = await bench.destination('pager');
  const ofGroup = (group: string) => ({ destinations: ['pager'], groups: { include: [group], exclude: [] } });
  const first = await bench.rule(ofGroup('payments'));
  const second = await bench.rule(ofGroup('orders'), 'far behind');
  await bench.poll(await bench.started(), 0, 20, [seen('payments', 500n), seen('orders', 500n)]);
  const { id: _, ...made } = silence({}, { groups: { include: ['nothing'], exclude: [] } });
  const { id } = await insertSilence(bench.base.db, { ...made, endsAtMs: at.getTime() + 3_600_000 });
  const incidents = await bench.incidents();
  const of = (group: string) => incidents.find((incident) => incident.group === group)?.id ?? '';
  return {
    rules: [String(first.id), String(second.id)],
    incidents: [of('payments'), of('orders')],
    destination,
    silence: id,
  };
}

const pidRow = z.object({ pid: z.int() });
const isBlocked = async (pid: number) =>
  (await bench.base.db.query('select from pg_locks where pid = $1 and not granted', [pid], z.unknown())).length > 0;

describe.each(NAMES)('while %s', (one) => {
  test.each(NAMES)('%s', async (other) => {
    const made = await make();
    const { db } = bench.base;
    const revision = await readRevision(db);
    let meanwhile: Promise<PromiseSettledResult<void>[]> = Promise.resolve([]);
    const first = db.transaction(async (sql) => {
      await CHANGES[one]?.begin(sql, made);
      const begun = Promise.withResolvers<number>();
      let isDone = false;
      const second = db.transaction(async (within) => {
        begun.resolve((await within.query('select pg_backend_pid() as pid', [], pidRow))[0]?.pid ?? 0);
        await CHANGES[other]?.begin(within, made);
        await CHANGES[other]?.goOn?.(within, made);
      });
      meanwhile = Promise.allSettled([second]);
      void meanwhile.then(() => {
        isDone = true;
      });
      const pid = await begun.promise;
      await until(async () => isDone || (await isBlocked(pid)) || undefined, {
        what: 'the other change to come as far as it can',
        timeoutMs: 30_000,
        everyMs: 5,
      });
      await CHANGES[one]?.goOn?.(sql, made);
    });
    const outcomes = [...(await Promise.allSettled([first])), ...(await meanwhile)];
    expect(outcomes).toEqual([{ status: 'fulfilled' }, { status: 'fulfilled' }]);
    expect(await readRevision(db)).toBeGreaterThan(revision);
  });
});
