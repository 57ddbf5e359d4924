import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { Secret } from '#lib/config/secret.ts';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { SecretKey } from './key.ts';
import { rotateSecrets } from './rotate.ts';
import { checkKey, secretsState, secretWarnings } from './state.ts';
import { deleteSecrets, putSecret, readSecrets, storedSecrets } from './store.ts';

const OLD_HEX = '11'.repeat(32);
const NEW_HEX = '22'.repeat(32);
const oldKey = new SecretKey(new Secret(OLD_HEX));
const newKey = new SecretKey(new Secret(NEW_HEX));
const withOld = { current: oldKey, previous: [] };
const withNew = { current: newKey, previous: [] };
const withBoth = { current: newKey, previous: [oldKey] };
const PLAIN = 'https://hooks.example.com/T0/hunter2';

let test_: TestDatabase;
beforeAll(async () => {
  test_ = await createTestDatabase();
});
afterAll(() => test_?.drop());
beforeEach(() => test_.db.execute('delete from stored_secret'));

const owners = Array.from({ length: 20 }, (_, index) => `destination/${index}/url`);
async function storeAll(): Promise<void> {
  for (const owner of owners) await putSecret(test_.db, withOld, owner, `${PLAIN}/${owner}`);
}
const textOf = async (keys: typeof withOld, owner: string): Promise<string | undefined> => {
  const found = (await readSecrets(test_.db, keys, [owner])).get(owner);
  return found?.state === 'present' ? found.text.reveal() : found?.because;
};
const keyIds = async () => [...new Set((await storedSecrets(test_.db)).map(({ keyId }) => keyId))];

describe('a stored secret', () => {
  test('is found as it was put, replaced and forgotten; the table has no letter of it', async () => {
    await putSecret(test_.db, withOld, 'destination/1/url', PLAIN);
    expect(await textOf(withOld, 'destination/1/url')).toBe(PLAIN);
    const [row] = await test_.db.query(
      'select stored_secret::text as line from stored_secret',
      [],
      z.object({ line: z.string() }),
    );
    expect(row?.line).not.toContain('hunter2');
    expect(row?.line).not.toContain(Buffer.from('hunter2').toString('hex'));

    await putSecret(test_.db, withOld, 'destination/1/url', 'another');
    expect(await textOf(withOld, 'destination/1/url')).toBe('another');
    await deleteSecrets(test_.db, ['destination/1/url']);
    expect(await readSecrets(test_.db, withOld, ['destination/1/url'])).toEqual(new Map());
  });

  test('that somebody moved to another owner, or changed, is missing', async () => {
    await putSecret(test_.db, withOld, 'destination/1/url', PLAIN);
    await test_.db.execute(`update stored_secret set owner = 'destination/2/url'`);
    expect(await textOf(withOld, 'destination/2/url')).toBe('does-not-open');
    await test_.db.execute(`update stored_secret set owner = 'destination/1/url'`);
    expect(await textOf(withOld, 'destination/1/url')).toBe(PLAIN);
    await test_.db.execute('update stored_secret set sealed = set_byte(sealed, 15, 255 - get_byte(sealed, 15))');
    expect(await textOf(withOld, 'destination/1/url')).toBe('does-not-open');
  });

  test('of one who lost the key is missing, and can be entered anew', async () => {
    await storeAll();
    expect(await textOf(withNew, owners[0] ?? '')).toBe('other-key');
    const state = await secretsState(test_.db, withNew);
    expect(state).toMatchObject({ present: 0, ofBefore: 0 });
    expect(state.missing).toHaveLength(20);
    expect(secretWarnings(state)).toEqual([expect.stringContaining('destination/4/url and 15 more')]);

    await putSecret(test_.db, withNew, owners[0] ?? '', PLAIN);
    expect(await textOf(withNew, owners[0] ?? '')).toBe(PLAIN);
  });
});

test('processes with different keys on one database notice at their start', async () => {
  expect(secretWarnings(await checkKey(test_.db, withOld))).toEqual([]);
  expect(await checkKey(test_.db, withOld)).toMatchObject({ rightKey: true, present: 0, missing: [] });
  const other = await checkKey(test_.db, withNew);
  expect(other).toMatchObject({ rightKey: false, missing: [] });
  expect(secretWarnings(other)).toEqual([expect.stringContaining(`(${newKey.id}) is not the one`)]);
  expect(await checkKey(test_.db, withBoth)).toMatchObject({ rightKey: true });

  // While secrets need the old key it may only have been forgotten: the mark stays.
  await putSecret(test_.db, withOld, 'destination/1/url', PLAIN);
  expect(await rotateSecrets(test_.db, withNew)).toMatchObject({ missing: [{ owner: 'destination/1/url' }] });
  expect(await secretsState(test_.db, withOld)).toMatchObject({ rightKey: true, present: 1 });
  await deleteSecrets(test_.db, ['destination/1/url']);

  // With nothing stored there is nothing to lose: the key at hand becomes the right one.
  await rotateSecrets(test_.db, withNew);
  expect(await checkKey(test_.db, withNew)).toMatchObject({ rightKey: true });
});

describe('rotation', () => {
  test('seals all with the new key, which then opens them alone', async () => {
    await storeAll();
    expect(await rotateSecrets(test_.db, withBoth)).toEqual({ resealed: 20, already: 0, missing: [] });
    expect(await keyIds()).toEqual([newKey.id]);
    for (const owner of owners) expect(await textOf(withNew, owner)).toBe(`${PLAIN}/${owner}`);
    expect(await rotateSecrets(test_.db, withBoth)).toEqual({ resealed: 0, already: 20, missing: [] });
  });

  test('leaves what no key opens, and names it', async () => {
    await storeAll();
    await test_.db.execute(`update stored_secret set sealed = '\\x00' where owner = 'destination/3/url'`);
    expect(await rotateSecrets(test_.db, withBoth)).toEqual({
      resealed: 19,
      already: 0,
      missing: [{ owner: 'destination/3/url', keyId: oldKey.id, because: 'does-not-open' }],
    });
  });

  test('that does not read back what it wrote changes nothing', async () => {
    await storeAll();
    // A database that does not keep what it is given.
    await test_.db.execute(`create function spoil() returns trigger language plpgsql as
      $$ begin new.sealed = set_byte(new.sealed, 14, 0); new.sealed = set_byte(new.sealed, 15, 0); return new; end $$`);
    await test_.db.execute('create trigger spoil before update on stored_secret for each row execute function spoil()');
    try {
      await expect(rotateSecrets(test_.db, withBoth)).rejects.toThrow(/nothing was changed/);
    } finally {
      await test_.db.execute('drop trigger spoil on stored_secret');
      await test_.db.execute('drop function spoil');
    }
    for (const owner of owners) expect(await textOf(withOld, owner)).toBe(`${PLAIN}/${owner}`);
  });
});

describe('npm run secrets', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'tidemark-secrets-'));
    writeFileSync(join(folder, 'old.key'), Buffer.from(OLD_HEX, 'hex').toString('base64'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function start(...given: (string | Record<string, string>)[]) {
    const args = given.filter((one) => typeof one === 'string');
    const settings = Object.assign({}, ...given.filter((one) => typeof one !== 'string'));
    const script = fileURLToPath(new URL('../../../scripts/secrets.ts', import.meta.url));
    const child = spawn(process.execPath, [script, ...args], {
      env: {
        ...process.env,
        DATABASE_URL: test_.url,
        TIDEMARK_SECRET_KEY: NEW_HEX,
        TIDEMARK_DATA: folder,
        ...settings,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += String(data)));
    const ended = once(child, 'close').then(([code]) => ({ code, output }));
    return { child, ended };
  }
  const auditOf = () =>
    test_.db.query(
      `select action, outcome, target, detail, after from audit where action = 'secrets.rotate' order by id desc limit 2`,
      [],
      z.unknown(),
    );

  test('tells whose secrets are missing, rotates them, and writes it down', async () => {
    await storeAll();
    const before = await start('status').ended;
    expect(before.output).toContain('Missing: destination/0/url (sealed with key');
    expect(before.code).toBe(1);

    const rotated = await start('rotate', '--old-key-file', join(folder, 'old.key')).ended;
    expect(rotated.output).toContain('20 stored secrets sealed anew, 0 had the key already.');
    expect(rotated.code).toBe(0);
    expect(await textOf(withNew, owners[7] ?? '')).toBe(`${PLAIN}/${owners[7]}`);
    expect(await auditOf()).toMatchObject([
      { outcome: 'done', target: `key ${newKey.id}`, after: { resealed: 20, already: 0, missing: 0 } },
      { outcome: 'intended', target: `key ${newKey.id}` },
    ]);

    const after = await start('status').ended;
    expect(after).toMatchObject({ code: 0, output: expect.stringContaining('20 stored secrets can be opened.') });
    for (const { output } of [before, rotated, after]) {
      for (const hidden of [OLD_HEX, NEW_HEX, 'hunter2']) expect(output).not.toContain(hidden);
    }
  });

  test('killed in the middle it has changed nothing, and the next run does it', async () => {
    await storeAll();
    const killed = start('rotate', '--old-key-file', join(folder, 'old.key'));
    // Somebody holds the last row, so that the rotation stands with the others sealed anew and nothing committed.
    await test_.db.transaction(async (holder) => {
      await holder.query(
        `select 1 as one from stored_secret where owner = 'destination/19/url' for update`,
        [],
        z.unknown(),
      );
      await waitingForALock();
      killed.child.kill('SIGKILL');
      await killed.ended;
    });
    expect(await keyIds()).toEqual([oldKey.id]);
    for (const owner of owners) expect(await textOf(withOld, owner)).toBe(`${PLAIN}/${owner}`);
    // The change that was begun stands in the audit log without an end.
    expect((await auditOf())[0]).toMatchObject({ outcome: 'intended' });

    const again = await start('rotate', '--old-key-file', join(folder, 'old.key')).ended;
    expect(again).toMatchObject({ code: 0, output: expect.stringContaining('20 stored secrets sealed anew') });
    expect(await keyIds()).toEqual([newKey.id]);
  });

  test.each([
    [['rotate', '--old-key-file', '/nowhere/old.key'], 'There is no file /nowhere/old.key'],
    [['rotate', '--new-key', NEW_HEX], 'Usage:'],
    [[], 'Usage:'],
  ])('%j is refused in words', async (args, words) => {
    const { code, output } = await start(...args).ended;
    expect(output).toContain(words);
    expect(output).not.toContain(NEW_HEX);
    expect(code).toBe(1);
  });

  test('without a key it looks for none to make', async () => {
    const { code, output } = await start({ TIDEMARK_SECRET_KEY: '' }, 'status').ended;
    expect(output).toContain('TIDEMARK_SECRET_KEY is not set, and there is no key in');
    expect(output).not.toContain('    at ');
    expect(code).toBe(1);
    expect(readdirSync(folder)).toEqual(['old.key']);
  });

  test('a database that is away is said in a line', async () => {
    const { code, output } = await start({ DATABASE_URL: 'postgres://t@127.0.0.1:1/t' }, 'rotate').ended;
    expect(output).toContain('Postgres cannot be reached');
    expect(output).not.toContain('    at ');
    expect(code).toBe(1);
  });

  async function waitingForALock(): Promise<void> {
    for (;;) {
      const rows = await test_.db.query(
        `select 1 as one from pg_stat_activity where application_name = 'tidemark-secrets' and wait_event_type = 'Lock'`,
        [],
        z.unknown(),
      );
      if (rows.length > 0) return;
    }
  }
});
