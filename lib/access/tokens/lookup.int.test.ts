import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import type { SqlParam } from '#lib/db/database.ts';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import type { Grant } from '../principal.ts';
import { createToken } from './create-token.ts';
import { authenticateToken } from './lookup.ts';
import { revokeToken } from './revoke-token.ts';
import { findToken } from './stored-token.ts';
import { makeToken, parseToken, writeToken } from './token.ts';

const NOON = new Date('2026-11-23T12:00:00Z');
const later = (ms: number) => new Date(NOON.getTime() + ms);
const MAKER = 'user-1';

let base: TestDatabase;
beforeAll(async () => {
  base = await createTestDatabase();
});
afterAll(() => base.drop());
beforeEach(async () => {
  await base.db.execute('truncate access_grant, api_token, app_user cascade');
  await base.db.execute('insert into app_user (id, name, email) values ($1, $1, $2)', [MAKER, 'ada@example.com']);
  await give(MAKER, { clusters: '*', role: 'admin' });
});

const give = (user: string, { clusters, role }: Grant) =>
  base.db.execute(
    `insert into access_grant (principal_kind, principal_id, clusters, role) values ('user', $1, $2, $3)
     on conflict (principal_kind, principal_id, clusters) do update set role = excluded.role`,
    [user, clusters, role],
  );

async function made(overrides: Partial<Parameters<typeof createToken>[1]> = {}) {
  const parts = makeToken();
  const token = await createToken(
    base.db,
    {
      parts,
      name: 'ci',
      use: null,
      grants: [{ clusters: 'prod-*', role: 'operator' }],
      expiresAt: null,
      maker: { id: MAKER, name: 'ada@example.com' },
      ...overrides,
    },
    NOON,
  );
  return { id: token.id, parts, header: `Bearer ${writeToken(parts)}` };
}

const sent = (header: string | null, now = NOON) => authenticateToken(base.db, header, now);

describe('a token', () => {
  test('is its principal, with its grants and without a session', async () => {
    const { id, header } = await made();
    expect(await sent(header)).toEqual({
      principal: {
        kind: 'token',
        id,
        name: 'ci',
        grants: [{ clusters: 'prod-*', role: 'operator' }],
        use: null,
        sessionId: null,
        ambient: false,
      },
    });
  });

  test('made for one use says so', async () => {
    const { header } = await made({ use: 'metrics' });
    expect(await sent(header)).toMatchObject({ principal: { use: 'metrics' } });
  });

  test('does what its maker may do at the time, and no more', async () => {
    const { header } = await made();
    const grantsNow = async () => {
      const outcome = await sent(header);
      return outcome !== null && 'principal' in outcome ? outcome.principal.grants : outcome;
    };
    await base.db.execute('delete from access_grant where principal_kind = $1', ['user']);
    expect(await grantsNow()).toEqual([]);
    await give(MAKER, { clusters: '*', role: 'viewer' });
    expect(await grantsNow()).toEqual([{ clusters: 'prod-*', role: 'viewer' }]);
    await give(MAKER, { clusters: 'prod-eu', role: 'admin' });
    expect(await grantsNow()).toEqual([
      { clusters: 'prod-*', role: 'viewer' },
      { clusters: 'prod-eu', role: 'operator' },
    ]);
  });

  test('does what the groups of its maker may do, too', async () => {
    const { header } = await made();
    await base.db.execute(
      "update access_grant set principal_kind = 'group', principal_id = 'kafka' where principal_kind = 'user'",
    );
    expect(await sent(header)).toMatchObject({ principal: { grants: [] } });
    await base.db.execute("update app_user set groups = '{kafka}'");
    expect(await sent(header)).toMatchObject({ principal: { grants: [{ clusters: 'prod-*', role: 'operator' }] } });
  });

  test('is refused while its maker is disabled, and when the maker is gone', async () => {
    const { id, header } = await made();
    await base.db.execute('update app_user set disabled = true');
    expect(await sent(header)).toEqual({ fault: 'maker-disabled' });
    await base.db.execute('update app_user set disabled = false');
    expect(await sent(header)).toMatchObject({ principal: { id } });
    await base.db.execute('delete from app_user');
    expect(await sent(header)).toEqual({ fault: 'maker-disabled' });
  });

  test('that no user made has what it was given', async () => {
    const { header } = await made({ maker: { id: null, name: 'tidemark' } });
    expect(await sent(header)).toMatchObject({ principal: { grants: [{ clusters: 'prod-*', role: 'operator' }] } });
  });

  test('is kept as a hash: neither it nor its secret is in the database', async () => {
    const { parts } = await made();
    const tables = await base.db.query(
      `select coalesce(string_agg(t::text, ' '), '') || (select string_agg(g::text, ' ') from access_grant g) as text
       from api_token t`,
      [],
      z.object({ text: z.string() }),
    );
    expect(tables[0]?.text).toContain(parts.prefix);
    expect(tables[0]?.text).not.toContain(parts.secret);
    expect(tables[0]?.text).not.toContain(Buffer.from(parts.secret).toString('hex'));
    expect(tables[0]?.text).not.toContain(Buffer.from(parts.secret, 'base64url').toString('hex'));
  });
});

describe('what does not hold', () => {
  test('is nobody', async () => {
    const { id, parts, header } = await made({ expiresAt: later(60_000) });
    const guessed = { ...parts, secret: makeToken().secret };
    expect(await sent(`Bearer ${writeToken(guessed)}`)).toEqual({ fault: 'unknown' });
    expect(await sent(`Bearer ${writeToken(makeToken())}`)).toEqual({ fault: 'unknown' });
    expect(await sent('Bearer tdm_nothing')).toEqual({ fault: 'malformed' });
    expect(await sent('Bearer ')).toEqual({ fault: 'malformed' });
    expect(await sent(header, later(59_999))).toMatchObject({ principal: { id } });
    expect(await sent(header, later(60_000))).toEqual({ fault: 'expired' });
    await revokeToken(base.db, id, NOON);
    expect(await sent(header)).toEqual({ fault: 'revoked' });
  });

  test('is looked at alike, whether its prefix is known or not', async () => {
    const { parts } = await made();
    const asked = async (text: string) => {
      const statements: [string, readonly SqlParam[]][] = [];
      const watching = {
        ...base.db,
        query: ((statement, params, row) => {
          statements.push([statement, params]);
          return base.db.query(statement, params, row);
        }) as typeof base.db.query,
      };
      await authenticateToken(watching, `Bearer ${text}`, NOON);
      return statements.map(([statement, params]) => [statement, params.length]);
    };
    const unknown = await asked(writeToken(makeToken()));
    expect(unknown).toHaveLength(1);
    expect(await asked(writeToken({ ...parts, secret: makeToken().secret }))).toEqual(unknown);
  });

  test('of another kind leaves the word to other proofs', async () => {
    expect(await sent(null)).toBeNull();
    expect(await sent('Basic dXNlcjpwYXNz')).toBeNull();
  });

  test('is not helped by what else the database would make of it', async () => {
    await made();
    for (const text of ["tdm_' or true --_x", 'tdm_%%%%%%%%_', 'tdm_\0'])
      expect(await sent(`Bearer ${text}`)).toEqual({ fault: 'malformed' });
    expect(parseToken(`tdm_${'%'.repeat(8)}_${'k'.repeat(43)}`)).toBeNull();
  });
});

describe('the last use', () => {
  const lastUse = async (id: string) => (await findToken(base.db, id))?.lastUsedAt ?? null;

  test('is written down at most once a minute', async () => {
    const { id, header } = await made();
    expect(await lastUse(id)).toBeNull();
    await sent(header);
    await vi.waitFor(async () => expect(await lastUse(id)).toEqual(NOON));
    const written: string[] = [];
    const watching = { ...base.db, execute: async (text: string) => written.push(text) };
    for (const ms of [1, 30_000, 59_999]) await authenticateToken(watching, header, later(ms));
    expect(written).toEqual([]);
    await sent(header, later(60_000));
    await vi.waitFor(async () => expect(await lastUse(id)).toEqual(later(60_000)));
  });

  test('never goes back', async () => {
    const { id, header } = await made();
    await sent(header, later(120_000));
    await vi.waitFor(async () => expect(await lastUse(id)).toEqual(later(120_000)));
    await sent(header, NOON);
    await expect(sent(header)).resolves.toMatchObject({ principal: { id } });
    expect(await lastUse(id)).toEqual(later(120_000));
  });

  test('is in nobody’s way: neither waited for nor missed', async () => {
    const { id, header } = await made();
    const stuck = { ...base.db, execute: () => new Promise<number>(() => {}) };
    expect(await authenticateToken(stuck, header, NOON)).toMatchObject({ principal: { id } });
    const broken = { ...base.db, execute: () => Promise.reject(new Error('read only')) };
    expect(await authenticateToken(broken, header, NOON)).toMatchObject({ principal: { id } });
  });

  test('of a token that did not hold is none', async () => {
    const { id, parts } = await made();
    await sent(`Bearer ${writeToken({ ...parts, secret: makeToken().secret })}`);
    expect(await lastUse(id)).toBeNull();
  });
});
