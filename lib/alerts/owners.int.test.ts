import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { acknowledge } from './acknowledge.ts';
import { AlertBench, definition } from './fixtures/alert-bench.ts';
import type { ConsoleLinks } from './notice-of.ts';
import { raiseRevision, updateRule } from './store/rules.ts';
import { insertSilence } from './store/silences.ts';
import { owner, pollAt, SECOND, seen, silence, T0 } from './testing.ts';

let bench: AlertBench;
beforeAll(async () => {
  bench = await AlertBench.open();
});
afterAll(() => bench?.close());
beforeEach(async () => {
  await bench.clear();
  bench.owners = [
    owner('payments', { groups: ['payments'], runbook: 'https://wiki.test/payments', destination: 'payments-pager' }),
    owner('search', { groups: ['search-*'], destination: 'search-pager' }),
    owner('billing', { groups: ['billing-*'], destination: 'billing-pager' }),
    owner('nobody', { groups: ['quiet-*'] }),
  ];
  for (const name of ['pager', 'payments-pager', 'search-pager', 'billing-pager']) await bench.destination(name);
});

const LINKS: ConsoleLinks = { incidents: () => '', incident: () => '', group: () => '' };
const SAW = { by: 'ada', note: null, at: new Date(T0 + 25 * SECOND) };

/** What was told to whom, in the order of the outbox. */
const told = async (): Promise<string[]> => (await bench.deliveries()).map(({ name, event }) => `${name} ${event}`);
const saw = async (id: string) => acknowledge(bench.base.db, id, SAW, { links: LINKS, owners: bench.owners });

describe('an incident', () => {
  test('is told to whom its rule names and to its owner, who then hear all of it', async () => {
    await bench.rule({ destinations: ['pager'] });
    const engine = await bench.started();
    await bench.poll(engine, 0, 20, 500n);
    const [open] = await bench.incidents();
    await saw(open?.id ?? '');
    await bench.poll(engine, 30, 50, 0n);
    expect(await told()).toEqual([
      'pager opened',
      'payments-pager opened',
      'pager acknowledged',
      'payments-pager acknowledged',
      'pager resolved',
      'payments-pager resolved',
    ]);
    const whose = { team: 'payments', runbook: 'https://wiki.test/payments' };
    expect((await bench.ownersTold()).map((one) => one.owner)).toEqual(Array.from({ length: 6 }, () => whose));
    expect((await bench.ownersTold())[0]?.owners).toEqual(['payments']);
  });

  test('is told to its owner where its rule names nobody', async () => {
    await bench.rule();
    const engine = await bench.started();
    await bench.poll(engine, 0, 20, 500n);
    expect(bench.woken).toBe(1);
    await bench.poll(engine, 30, 50, 0n);
    expect(await told()).toEqual(['payments-pager opened', 'payments-pager resolved']);
    expect(await bench.incidents()).toMatchObject([{ toldAt: new Date(T0 + 20 * SECOND) }]);
  });

  test('is told once to a destination that its rule and its owner name', async () => {
    await bench.rule({ destinations: ['payments-pager', 'pager'] });
    const engine = await bench.started();
    await bench.poll(engine, 0, 20, 500n);
    await bench.poll(engine, 30, 50, 0n);
    expect(await told()).toEqual([
      'payments-pager opened',
      'pager opened',
      'pager resolved',
      'payments-pager resolved',
    ]);
  });

  test('is not told to its owner by a rule that leaves owners out, which its notice says all the same', async () => {
    await bench.rule({ destinations: ['pager'], tellOwner: false });
    await bench.poll(await bench.started(), 0, 20, 500n);
    expect(await bench.ownersTold()).toMatchObject([{ name: 'pager', owner: { team: 'payments' } }]);
  });

  test('of nobody, or of an owner without a destination, is told by its rule alone', async () => {
    await bench.rule({ destinations: ['pager'] });
    await bench.poll(await bench.started(), 0, 20, [seen('other', 500n), seen('quiet-one', 500n)]);
    expect((await bench.ownersTold()).map(({ name, owner: whose }) => [name, whose])).toEqual(
      expect.arrayContaining([
        ['pager', null],
        ['pager', { team: 'nobody', runbook: null }],
      ]),
    );
  });

  test('is told again to those who were told, whoever owns it by then', async () => {
    await bench.rule({ destinations: ['pager'], repeatSeconds: 60 });
    await bench.poll(await bench.started(), 0, 20, 500n);
    bench.owners = [owner('new', { destination: 'billing-pager' })];
    await bench.poll(await bench.started(), 30, 80, 500n);
    await bench.poll(await bench.started(), 90, 110, 0n);
    expect(await told()).toEqual([
      'pager opened',
      'payments-pager opened',
      'pager updated',
      'payments-pager updated',
      'pager resolved',
      'payments-pager resolved',
    ]);
  });

  test('under a silence is told to nobody, and to its owner too as that ends', async () => {
    await bench.rule();
    const { id: _, ...made } = silence({ cluster: bench.cluster, endsAtMs: T0 + 35 * SECOND });
    await insertSilence(bench.base.db, made);
    const engine = await bench.started();
    await bench.poll(engine, 0, 30, 500n);
    expect(await told()).toEqual([]);
    await bench.poll(engine, 40, 40, 500n);
    expect(await told()).toEqual(['payments-pager opened']);
  });
});

describe('an owner', () => {
  test('of the topic on which a group is farthest behind is told of the group that is nobody’s', async () => {
    bench.owners = [
      owner('others', { groups: ['payments'], destination: 'search-pager' }),
      owner('orders', { topics: ['orders'], destination: 'billing-pager' }),
    ];
    await bench.rule();
    await bench.poll(await bench.started(), 0, 20, [seen('payments', 500n), seen('reports', 500n)]);
    expect((await told()).toSorted()).toEqual(['billing-pager opened', 'search-pager opened']);
  });

  test('of the cluster is told of what is wrong with the whole of it', async () => {
    bench.owners = [
      owner('groups', { groups: ['*'], destination: 'search-pager' }),
      owner('platform', { destination: 'pager' }),
    ];
    await bench.rule({ condition: { ...definition.condition, metric: 'brokers-down', threshold: 0, forSeconds: 0 } });
    const engine = await bench.started();
    const [broker] = pollAt(0, []).brokers;
    const down = pollAt(0, [], { brokers: [{ ...broker, brokerId: 2, state: 'down' } as never] });
    await engine.writer.write(down, engine.lease);
    expect(await told()).toEqual(['pager opened']);
  });

  test('whose destination is not there leaves the others told, is named in the log once, and hears what opens once it is', async () => {
    bench.owners = [owner('payments', { destination: 'payment-pager' })];
    await bench.rule({ destinations: ['pager'] });
    const engine = await bench.started();
    await bench.poll(engine, 0, 20, 500n);
    await raiseRevision(bench.base.db);
    await bench.poll(engine, 30, 50, 0n);
    expect(await told()).toEqual(['pager opened', 'pager resolved']);
    expect(bench.warnings).toEqual([{ cluster: bench.cluster, owner: 'payments', destination: 'payment-pager' }]);
    await bench.destination('payment-pager');
    await raiseRevision(bench.base.db);
    await bench.poll(engine, 60, 80, 500n);
    expect((await told()).slice(2)).toEqual(['pager opened', 'payment-pager opened']);
  });

  test('alone and missing leaves an incident in the console, told once the destination is there', async () => {
    bench.owners = [owner('payments', { destination: 'payment-pager' })];
    await bench.rule();
    const engine = await bench.started();
    await bench.poll(engine, 0, 30, 500n);
    expect(await bench.incidents()).toMatchObject([{ toldAt: null, noticeId: null, resolvedAt: null }]);
    await bench.destination('payment-pager');
    await raiseRevision(bench.base.db);
    await bench.poll(engine, 40, 40, 500n);
    expect(await told()).toEqual(['payment-pager opened']);
  });

  test('is told from the next incident on once the rule tells owners', async () => {
    const made = await bench.rule({ destinations: ['pager'], tellOwner: false });
    const engine = await bench.started();
    await bench.poll(engine, 0, 20, 500n);
    const named = structuredClone({ ...definition, destinations: ['pager'], tellOwner: true }) as never;
    await updateRule(bench.base.db, String(made.id), { name: 'behind', definition: named, beginsAnew: false });
    await bench.poll(engine, 30, 40, [seen('payments', 500n), seen('search-1', 500n)]);
    await bench.poll(engine, 50, 80, [seen('payments', 0n), seen('search-1', 500n)]);
    expect(await told()).toEqual(['pager opened', 'pager opened', 'search-pager opened', 'pager resolved']);
  });
});

describe('a storm', () => {
  const many = (name: string, count: number, lag = 500n) =>
    Array.from({ length: count }, (_, index) => seen(`${name}-${index}`, lag));

  test('is told to all of its owners; one whose incident joins hears it opened at once, and all hear its end', async () => {
    await bench.rule({ destinations: ['pager'] });
    const engine = await bench.started();
    const two = [seen('payments', 900n), ...many('search', 6)];
    await bench.poll(engine, 0, 20, two);
    expect(await told()).toEqual(['pager opened', 'payments-pager opened', 'search-pager opened']);
    expect((await bench.ownersTold())[0]).toEqual({
      name: 'pager',
      owner: null,
      owners: ['payments', ...Array.from({ length: 6 }, () => 'search')],
    });
    // The joiner fires within the minute in which the others hear of no change.
    await bench.poll(engine, 30, 50, [...two, ...many('billing', 1)]);
    expect((await told()).slice(3)).toEqual(['billing-pager opened']);
    await bench.poll(engine, 60, 80, [...two, ...many('billing', 1)]);
    expect((await told()).slice(4)).toEqual(
      ['pager', 'payments-pager', 'search-pager', 'billing-pager'].map((name) => `${name} updated`),
    );
    // The others go on to hear of it after theirs are over.
    await bench.poll(engine, 90, 150, many('billing', 1));
    expect(new Set((await told()).slice(8))).toEqual(
      new Set(['pager', 'payments-pager', 'search-pager', 'billing-pager'].map((name) => `${name} updated`)),
    );
    await bench.poll(engine, 160, 190, []);
    const ends = (await told()).filter((one) => one.endsWith('resolved'));
    expect(ends.toSorted()).toEqual(
      ['billing-pager', 'pager', 'payments-pager', 'search-pager'].map((name) => `${name} resolved`),
    );
    const notices = new Set((await bench.deliveries()).map(({ notice_id }) => notice_id));
    expect(notices.size).toBe(1);
  });

  test('of one owner says whose it is, and is told where all of it is said to be seen', async () => {
    await bench.rule();
    const engine = await bench.started();
    await bench.poll(engine, 0, 20, many('search', 7));
    expect(await bench.ownersTold()).toMatchObject([
      { name: 'search-pager', owner: { team: 'search', runbook: null } },
    ]);
    await bench.poll(engine, 30, 50, [...many('search', 7), ...many('billing', 1)]);
    for (const { id } of await bench.incidents({ limit: 100 })) await saw(id);
    expect(await told()).toEqual([
      'search-pager opened',
      'billing-pager opened',
      'search-pager acknowledged',
      'billing-pager acknowledged',
    ]);
  });

  test('of a rule that leaves owners out is told to nobody but whom it names, whoever joins', async () => {
    await bench.rule({ destinations: ['pager'], tellOwner: false });
    const engine = await bench.started();
    await bench.poll(engine, 0, 20, many('search', 7));
    await bench.poll(engine, 30, 50, [...many('search', 7), ...many('billing', 1)]);
    expect(await told()).toEqual(['pager opened']);
  });

  test('of some whose owners hear nothing has those alone that somebody is told of', async () => {
    await bench.rule();
    const engine = await bench.started();
    await bench.poll(engine, 0, 20, [...many('search', 6), ...many('quiet', 3), ...many('other', 3)]);
    expect(await bench.ownersTold()).toMatchObject([
      { name: 'search-pager', owners: Array.from({ length: 6 }, () => 'search') },
    ]);
  });
});
