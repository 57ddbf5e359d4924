import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { type Attempt, AttemptLimiter, type AttemptLimits } from './attempt-limiter.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(() => database.db.execute('truncate attempt'));

const limiter = (limits: Partial<AttemptLimits> = {}) =>
  new AttemptLimiter(database.db, {
    perAddress: 3,
    perAccount: 5,
    windowMs: 60_000,
    rememberMs: 86_400_000,
    ...limits,
  });

const attempt = (address: string | null, account: string | null = 'ada@example.com'): Attempt => ({
  kind: 'password',
  address,
  account,
});

/** Tries with a wrong password until refused, at most `most` times; how often that was admitted. */
async function guess(guarded: AttemptLimiter, attempts: Attempt[]): Promise<number> {
  const admissions = [];
  for (const one of attempts) admissions.push((await guarded.admit(one)).admitted);
  return admissions.filter(Boolean).length;
}

/** Signs in with the right password. */
async function signIn(guarded: AttemptLimiter, one: Attempt): Promise<boolean> {
  const admission = await guarded.admit(one);
  if (admission.admitted) await admission.succeeded();
  return admission.admitted;
}

const manyAddresses = (count: number) => Array.from({ length: count }, (_, n) => `198.51.100.${n}`);

describe('brute force', () => {
  test('by one address ends at its limit, on one account and on many', async () => {
    const guarded = limiter();
    expect(await guess(guarded, Array(20).fill(attempt('192.0.2.1')))).toBe(3);
    const accounts = Array.from({ length: 20 }, (_, n) => attempt('192.0.2.2', `user-${n}@example.com`));
    expect(await guess(guarded, accounts)).toBe(3);
  });

  test('by many addresses on one account ends at the limit of the account', async () => {
    const guarded = limiter();
    expect(
      await guess(
        guarded,
        manyAddresses(50).map((address) => attempt(address)),
      ),
    ).toBe(5);
    expect(await guess(guarded, [attempt('198.51.100.200', 'bob@example.com')])).toBe(1);
  });

  test('by guesses sent at once is bounded, too', async () => {
    const guarded = limiter();
    const admissions = await Promise.all(Array.from({ length: 30 }, () => guarded.admit(attempt('192.0.2.1'))));
    expect(admissions.filter(({ admitted }) => admitted)).toHaveLength(3);
  });

  test('is counted for all processes together', async () => {
    const processes = [limiter(), limiter()];
    const tries = await Promise.all(processes.map((one) => guess(one, Array(10).fill(attempt('192.0.2.1')))));
    expect(tries.reduce((sum, one) => sum + one)).toBe(3);
  });

  test('from one IPv6 network is one address', async () => {
    const inNetwork = Array.from({ length: 20 }, (_, n) => attempt(`2001:db8::${n.toString(16)}`, `${n}@example.com`));
    expect(await guess(limiter(), inNetwork)).toBe(3);
  });
});

describe('the right user', () => {
  test('is not kept out by his own sign-ins, however many', async () => {
    const guarded = limiter();
    for (let n = 0; n < 20; n += 1) expect(await signIn(guarded, attempt('192.0.2.1'))).toBe(true);
  });

  test('comes in from where he was, while others guess on his account and from his address', async () => {
    const guarded = limiter();
    await signIn(guarded, attempt('192.0.2.1'));
    await guess(
      guarded,
      manyAddresses(50).map((address) => attempt(address)),
    );
    await guess(guarded, Array(20).fill(attempt('192.0.2.1', 'bob@example.com')));
    expect(await signIn(guarded, attempt('192.0.2.1'))).toBe(true);
    expect(await signIn(guarded, attempt('203.0.113.9'))).toBe(false);
  });

  test('but nobody guesses without bounds from there', async () => {
    const guarded = limiter();
    await signIn(guarded, attempt('192.0.2.1'));
    expect(await guess(guarded, Array(20).fill(attempt('192.0.2.1')))).toBe(3);
  });

  test('comes in from anywhere once the window is over', async () => {
    const guarded = limiter({ windowMs: 1500 });
    expect(await guess(guarded, Array(20).fill(attempt('192.0.2.1')))).toBe(3);
    const refused = await guarded.admit(attempt('192.0.2.1'));
    if (refused.admitted) throw new Error('the window ended too soon');
    expect(refused.retryAfterMs).toBeLessThanOrEqual(1500);
    await expect.poll(() => signIn(guarded, attempt('192.0.2.1')), { timeout: 10_000, interval: 50 }).toBe(true);
  });

  test('is forgotten at an address after a while', async () => {
    const guarded = limiter({ rememberMs: 300 });
    await signIn(guarded, attempt('192.0.2.1'));
    const knows = async () => (await database.db.execute('delete from attempt where expire < $1', [Date.now()])) > 0;
    await expect.poll(knows, { timeout: 10_000, interval: 50 }).toBe(true);
    await guess(guarded, Array(20).fill(attempt('192.0.2.1', 'bob@example.com')));
    expect(await signIn(guarded, attempt('192.0.2.1'))).toBe(false);
  });
});

test('of all refusals of a window one is the first, in whichever process', async () => {
  const processes = [limiter(), limiter()];
  const admissions = [];
  for (let n = 0; n < 20; n += 1) admissions.push(await processes[n % 2]?.admit(attempt('192.0.2.1')));
  expect(admissions.filter((one) => one?.admitted === false && one.isFirst)).toHaveLength(1);
});

test('kinds of attempts count apart, and one without an account by its address alone', async () => {
  const guarded = limiter();
  await guess(guarded, Array(20).fill(attempt('192.0.2.1')));
  expect(await guess(guarded, Array(20).fill({ ...attempt('192.0.2.1', null), kind: 'setup' }))).toBe(3);
});

test('no account can be read in what is kept', async () => {
  await signIn(limiter(), attempt('192.0.2.1'));
  const { rows } = await database.db.pool.query('select key from attempt');
  expect(rows.length).toBeGreaterThan(0);
  expect(JSON.stringify(rows)).not.toContain('ada');
});

test('a database that is away is said, and admits nobody', async () => {
  const gone = await createTestDatabase();
  await gone.drop();
  await expect(
    new AttemptLimiter(gone.db, { perAddress: 1, perAccount: 1, windowMs: 1, rememberMs: 1 }).admit(attempt(null)),
  ).rejects.toMatchObject({ name: 'DatabaseError' });
});
