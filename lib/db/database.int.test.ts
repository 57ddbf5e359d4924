import { once } from 'node:events';
import net from 'node:net';
import util from 'node:util';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { createDatabase, type Database } from './database.ts';
import { type DatabaseError, toDatabaseError } from './errors.ts';
import { prismaOf } from './prisma.ts';
import { createTestDatabase, type TestDatabase } from './testing.ts';

const one = z.object({ value: z.unknown() });
const rejectedWith = (code: string) => ({ status: 'rejected', reason: expect.objectContaining({ code }) });
const pidSchema = z.object({ pid: z.int() });

describe('database', () => {
  let base: TestDatabase;
  beforeAll(async () => {
    base = await createTestDatabase();
    await base.db.execute('create table thing (id int4 primary key, bytes bytea)');
  });
  afterAll(() => base.drop());

  /** A pool of its own with other limits. */
  async function withPool<T>(
    options: Partial<Parameters<typeof createDatabase>[0]>,
    work: (db: Database) => Promise<T>,
  ) {
    const db = createDatabase({ url: base.url, max: 1, applicationName: 'test', ...options });
    try {
      return await work(db);
    } finally {
      await db.close();
    }
  }

  test.each([
    ['int8 is exact', `select 9007199254740993::int8 as value`, 9007199254740993n],
    [
      'timestamptz is a Date',
      `select '2026-11-23T14:00:00.123Z'::timestamptz as value`,
      new Date('2026-11-23T14:00:00.123Z'),
    ],
    ['jsonb is parsed', `select '{"a": [1]}'::jsonb as value`, { a: [1] }],
    ['bytea is a Buffer', `select '\\x00ff'::bytea as value`, Buffer.from([0, 255])],
    ['null stays null', 'select null::int8 as value', null],
  ])('%s', async (_, text, value) => {
    expect(await base.db.query(text, [], one)).toEqual([{ value }]);
  });

  test('parameters of every kind travel', async () => {
    const bytes = new Uint8Array([9, 1, 2, 255]).subarray(1);
    const rows = await base.db.query(
      'select $1::bytea as bytes, $2::int8 as big, $3::int8[] as bigs, $4::timestamptz as at, $5::text[] as texts',
      [bytes, 2n ** 62n, [1n, null, -1n], new Date(5), ['a,"b', '{}', null]],
      z.object({
        bytes: z.instanceof(Buffer),
        big: z.bigint(),
        bigs: z.array(z.unknown()),
        at: z.date(),
        texts: z.unknown(),
      }),
    );
    expect(rows[0]).toMatchObject({ big: 2n ** 62n, at: new Date(5), texts: ['a,"b', '{}', null] });
    expect([...(rows[0]?.bytes ?? [])]).toEqual([1, 2, 255]);
    expect(rows[0]?.bigs).toHaveLength(3);
  });

  test('a row of another shape is an error that says so', async () => {
    await expect(base.db.query('select 1 as value', [], z.object({ value: z.string() }))).rejects.toMatchObject({
      code: 'UNEXPECTED_ROW',
    });
  });

  test('a transaction whose work throws leaves nothing behind, and the error is the one thrown', async () => {
    const own = new Error('of the caller');
    await expect(
      base.db.transaction(async (tx) => {
        await tx.execute('insert into thing values (1)');
        throw own;
      }),
    ).rejects.toBe(own);
    expect(await base.db.query('select id as value from thing', [], one)).toEqual([]);
  });

  test('an error that the work swallowed does not pass for a commit', async () => {
    await expect(
      base.db.transaction(async (tx) => {
        await tx.execute('select 1 / 0').catch(() => {});
      }),
    ).rejects.toThrow('The transaction had failed before COMMIT');
  });

  test('a second row under one key is a unique violation', async () => {
    await base.db.execute('insert into thing values (7)');
    await expect(base.db.execute('insert into thing values (7)')).rejects.toMatchObject({ code: 'UNIQUE_VIOLATION' });
  });

  test('statement, lock and pool limits end a wait', async () => {
    await withPool({ statementTimeoutMs: 50 }, (db) =>
      expect(db.execute('select pg_sleep(5)')).rejects.toMatchObject({ code: 'STATEMENT_TIMEOUT' }),
    );
    await base.db.transaction(async (tx) => {
      await tx.execute('lock table thing');
      await withPool({ lockTimeoutMs: 50 }, (db) =>
        expect(db.execute('delete from thing')).rejects.toMatchObject({ code: 'LOCK_TIMEOUT' }),
      );
    });
  });

  test('whoever waits in vain for a connection hears that all are taken', async () => {
    await withPool({ connectTimeoutMs: 100 }, (db) =>
      db.transaction(async () => {
        await expect(db.execute('select 1')).rejects.toMatchObject({ code: 'CONNECTIONS_BUSY' });
        await expect(db.transaction(async () => {})).rejects.toMatchObject({ code: 'CONNECTIONS_BUSY' });
      }),
    );
  });

  test('behind a server that takes connections and never answers, everybody hears that Postgres is away', async () => {
    const silent = net.createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as net.AddressInfo;
    await withPool({ url: `postgres://nobody@127.0.0.1:${port}/none`, connectTimeoutMs: 200 }, async (db) => {
      const outcomes = await Promise.allSettled([db.execute('select 1'), db.execute('select 1')]);
      expect(outcomes).toEqual([1, 2].map(() => rejectedWith('CONNECTION_LOST')));
    });
    silent.close();
  });

  test('no statement begins for someone who left while waiting for a connection', async () => {
    await withPool({}, async (db) => {
      const leave = new AbortController();
      const work = vi.fn();
      let waiting = Promise.resolve();
      await db.transaction(async () => {
        waiting = db.transaction(work, { signal: leave.signal });
        leave.abort(new Error('left'));
      });
      await expect(waiting).rejects.toThrow('left');
      expect(work).not.toHaveBeenCalled();
      expect(await db.query('select 1::int4 as value', [], one)).toEqual([{ value: 1 }]);
    });
  });

  test('no further statement begins in a transaction of someone who has left, and nothing of it stays', async () => {
    const leave = new AbortController();
    const work = base.db.transaction(
      async (tx) => {
        await tx.execute('insert into thing values (99)');
        leave.abort(new Error('left'));
        await tx.execute('insert into thing values (100)');
      },
      { signal: leave.signal },
    );
    await expect(work).rejects.toThrow('left');
    expect(await base.db.query('select id as value from thing where id >= 99', [], one)).toEqual([]);
  });

  test('a server that is not there is a lost connection', async () => {
    await withPool({ url: 'postgres://nobody@127.0.0.1:1/none' }, (db) =>
      expect(db.execute('select 1')).rejects.toMatchObject({ code: 'CONNECTION_LOST' }),
    );
  });

  test('a session ended while idle is reported, and the pool goes on with another', async () => {
    const errors: DatabaseError[] = [];
    let told = () => {};
    const idleError = new Promise<void>((resolve) => {
      told = resolve;
    });
    const onIdleError = (error: DatabaseError) => {
      errors.push(error);
      told();
    };
    await withPool({ onIdleError }, async (db) => {
      const [session] = await db.query('select pg_backend_pid() as pid', [], pidSchema);
      await base.db.execute('select pg_terminate_backend($1)', [session?.pid ?? 0]);
      await idleError;
      expect(errors[0]?.code).toBe('CONNECTION_LOST');
      expect(await db.query('select 1 as value', [], one)).toEqual([{ value: 1 }]);
    });
  });

  test('a session ended inside a transaction is a lost connection, and the pool goes on', async () => {
    await withPool({}, async (db) => {
      const ended = db.transaction(async (tx) => {
        const [session] = await tx.query('select pg_backend_pid() as pid', [], pidSchema);
        await base.db.execute('select pg_terminate_backend($1)', [session?.pid ?? 0]);
        await tx.execute('select 1');
      });
      await expect(ended).rejects.toMatchObject({ code: 'CONNECTION_LOST' });
      expect(await db.query('select 1 as value', [], one)).toEqual([{ value: 1 }]);
    });
  });

  test('a COMMIT whose answer is lost is told apart from one that failed', async () => {
    const proxy = await cuttingProxy(base.url, 'commit\0');
    try {
      await withPool({ url: proxy.url }, (db) =>
        expect(db.transaction((tx) => tx.execute('insert into thing values (42)'))).rejects.toMatchObject({
          code: 'COMMIT_UNKNOWN',
        }),
      );
    } finally {
      proxy.close();
    }
  });

  test('copyOut gives the bytes of every row', async () => {
    const rows: string[] = [];
    await base.db.transaction((tx) =>
      tx.copyOut(`select i, decode(repeat('ab', i * 1000), 'hex') from generate_series(0, 99) i`, ([i, bytes]) => {
        rows.push(`${i?.readInt32BE()}:${bytes?.length}:${bytes?.every((byte) => byte === 0xab)}`);
      }),
    );
    expect(rows).toEqual(Array.from({ length: 100 }, (_, i) => `${i}:${i * 1000}:true`));
  });

  test('copyOut of nothing visits nothing', async () => {
    await base.db.transaction((tx) =>
      tx.copyOut('select 1 where false', () => {
        throw new Error('visited');
      }),
    );
  });

  test('copyOut: an error of the server or of the visitor ends it, and the connection stays usable', async () => {
    await withPool({}, async (db) => {
      await expect(db.transaction((tx) => tx.copyOut('select 1 / 0', () => {}))).rejects.toMatchObject({
        sqlState: '22012',
      });
      const failing = db.transaction((tx) =>
        tx.copyOut('select i from generate_series(1, 10000) i', () => {
          throw new Error('of the visitor');
        }),
      );
      await expect(failing).rejects.toThrow('of the visitor');
      await expect(db.transaction((tx) => tx.copyOut('select null::int4', () => {}))).rejects.toThrow('is null');
      expect(await db.query('select 1 as value', [], one)).toEqual([{ value: 1 }]);
    });
  });

  test('the Prisma client works over the same pool, and leaves our types alone', async () => {
    const prisma = prismaOf(base.db);
    expect(prismaOf(base.db)).toBe(prisma);
    const { id } = await prisma.cluster.create({ data: { name: 'of prisma' } });
    await prisma.poll.findMany({ where: { clusterId: id } });
    expect(await base.db.query('select count(*) as value from cluster where id = $1', [id], one)).toEqual([
      { value: 1n },
    ]);
  });

  test('what the Prisma client throws is told as what pg throws, and without the values it was called with', async () => {
    const failureOf = (call: Promise<unknown>) => call.then(String, toDatabaseError);
    const prisma = prismaOf(base.db);
    const data = { principalKind: 'user', principalId: 'a value', clusters: '*', role: 'admin' };
    await prisma.accessGrant.create({ data });
    const twice = await failureOf(prisma.accessGrant.create({ data }));
    expect(twice).toMatchObject({ code: 'UNIQUE_VIOLATION', sqlState: '23505' });
    expect(util.inspect(twice, { depth: 9 })).not.toContain('a value');
    const slow = prisma.$transaction(async (tx) => {
      await tx.$executeRaw`set local statement_timeout = 10`;
      await tx.$executeRaw`select pg_sleep(1)`;
    });
    expect(await failureOf(slow)).toMatchObject({ code: 'STATEMENT_TIMEOUT', sqlState: '57014' });
    const missing = prisma.$transaction(async (tx) => {
      await tx.$executeRaw`drop table access_grant`;
      await tx.accessGrant.findMany();
    });
    expect(await failureOf(missing)).toMatchObject({ sqlState: '42P01' });
    const away = createDatabase({ url: 'postgres://x:y@127.0.0.1:1/x', max: 1, applicationName: 'test' });
    expect(await failureOf(prismaOf(away).accessGrant.findMany())).toMatchObject({ code: 'CONNECTION_LOST' });
    await away.close();
  });
});

/** A way to Postgres that passes everything on until a client sends `word`: that still, then it cuts the line. */
async function cuttingProxy(databaseUrl: string, word: string): Promise<{ url: string; close: () => void }> {
  const { port, hostname } = new URL(databaseUrl);
  const server = net.createServer((client) => {
    const upstream = net.connect(Number(port), hostname);
    for (const socket of [client, upstream]) socket.on('error', () => {});
    upstream.pipe(client);
    client.on('data', (bytes) => {
      upstream.write(bytes);
      if (bytes.includes(word)) client.destroy();
    });
    client.on('close', () => upstream.destroy());
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const target = new URL(databaseUrl);
  target.hostname = '127.0.0.1';
  target.port = String(address.port);
  return { url: target.href, close: () => server.close() };
}
