import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { AuditSubject } from './contract.ts';
import { AlikeRefusals, type CountedRefusals } from './refusals.ts';
import { testSubject } from './testing.ts';

const WINDOW_MS = 60_000;
let firsts: [action: string, code: string][];
let rests: Pick<CountedRefusals, 'code' | 'of' | 'count'>[];
let away: boolean;
let troubles: number;
let refusals: AlikeRefusals;
beforeEach(() => {
  vi.useFakeTimers();
  [firsts, rests, away, troubles] = [[], [], false, 0];
  const lost = new Error('away');
  refusals = new AlikeRefusals({
    windowMs: WINDOW_MS,
    async first({ action }, code) {
      if (away) throw lost;
      firsts.push([action, code]);
      return BigInt(firsts.length);
    },
    async rest({ code, of, count }) {
      if (away) throw lost;
      rests.push({ code, of, count });
    },
    onTrouble: () => {
      troubles += 1;
    },
  });
});
afterEach(() => vi.useRealTimers());

const refuse = async (times: number, overrides: Partial<AuditSubject> = {}, code = 'FORBIDDEN') => {
  for (let n = 0; n < times; n++) await refusals.add(testSubject(overrides), code);
};
const windowEnds = () => vi.advanceTimersByTimeAsync(WINDOW_MS);

test('the first is a row at once, the rest are one row with their number when the window ends', async () => {
  await refuse(5);
  expect([firsts, rests]).toEqual([[['grant.create', 'FORBIDDEN']], []]);
  await windowEnds();
  expect(rests).toEqual([{ code: 'FORBIDDEN', of: 1n, count: 4 }]);
});

test('one alone is one row, and the next after the window is a first one again', async () => {
  await refuse(1);
  await windowEnds();
  await refuse(1);
  expect([firsts.length, rests]).toEqual([2, []]);
});

test.each<[string, Partial<AuditSubject>, string?]>([
  ['another actor', { actor: { kind: 'token', id: 't1', name: 'ci' } }],
  ['another address', { origin: { address: '10.0.0.8', userAgent: null, requestId: '' } }],
  ['another action', { action: 'grant.delete' }],
  ['another cluster', { cluster: 'billing' }],
  ['another reason to refuse', {}, 'CROSS_SITE'],
])('%s is another row', async (_, overrides, code) => {
  await refuse(1);
  await refuse(1, overrides, code);
  expect(firsts).toHaveLength(2);
});

test('another target or request is not', async () => {
  await refuse(1);
  await refuse(1, { target: 'x', origin: { address: '10.0.0.7', userAgent: 'other', requestId: 'request-2' } });
  expect(firsts).toHaveLength(1);
});

test('those that come while the first is written are counted', async () => {
  await Promise.all([1, 2, 3].map(() => refuse(1)));
  await refusals.flush();
  expect([firsts.length, rests]).toEqual([1, [{ code: 'FORBIDDEN', of: 1n, count: 2 }]]);
});

test('a flush writes at once what was counted, and nothing twice', async () => {
  await refuse(3);
  await refusals.flush();
  await refusals.flush();
  await windowEnds();
  expect(rests).toEqual([{ code: 'FORBIDDEN', of: 1n, count: 2 }]);
});

describe('while the database is away', () => {
  test('the first says so, all are counted, and written later', async () => {
    away = true;
    await expect(refuse(1)).rejects.toThrow('away');
    await refuse(2);
    await windowEnds();
    expect([rests, troubles]).toEqual([[], 1]);
    await refuse(1);
    away = false;
    await windowEnds();
    expect([firsts, rests]).toEqual([[], [{ code: 'FORBIDDEN', of: null, count: 4 }]]);
  });

  test('it is asked once a window, however many kinds wait', async () => {
    for (let n = 0; n < 20; n++) await refuse(2, { cluster: `c${n}` });
    away = true;
    await windowEnds();
    expect(troubles).toBe(1);
    await windowEnds();
    expect(troubles).toBe(2);
    away = false;
    await windowEnds();
    expect(rests).toHaveLength(20);
  });
});

test('all addresses of an IPv6 network are one place', async () => {
  for (let n = 1; n <= 9; n++) {
    await refuse(1, { origin: { address: `2001:db8:0:7::${n}`, userAgent: null, requestId: '' } });
  }
  await refuse(1, { origin: { address: '2001:db8:0:8::1', userAgent: null, requestId: '' } });
  expect(firsts).toHaveLength(2);
});

describe('of very many kinds', () => {
  const NOBODY = { kind: 'anonymous', id: 'anonymous', name: 'anonymous' } as const;
  const user = (n: number) => ({ kind: 'user', id: `user-${n}`, name: `user-${n}@example.com` }) as const;
  const origin = (n: number) => ({ address: `10.0.${n >> 8}.${n & 255}`, userAgent: null, requestId: '' });
  const counted = () => firsts.length + rests.reduce((sum, { count }) => sum + count, 0);

  test('those from outside are a hundred rows and one for each code, whatever their addresses, and all are counted', async () => {
    for (let n = 0; n < 5000; n++) {
      await refuse(1, { actor: NOBODY, origin: origin(n) }, n % 10 === 0 ? 'INVALID_CREDENTIALS' : 'UNAUTHENTICATED');
    }
    await windowEnds();
    expect(firsts).toHaveLength(102);
    expect(firsts.slice(100)).toEqual([
      ['refusals.many', 'INVALID_CREDENTIALS'],
      ['refusals.many', 'UNAUTHENTICATED'],
    ]);
    expect(rests).toEqual([
      { code: 'INVALID_CREDENTIALS', of: 101n, count: 489 },
      { code: 'UNAUTHENTICATED', of: 102n, count: 4409 },
    ]);
    expect(counted()).toBe(5000);
  });

  test('those from outside take nothing from users and tokens', async () => {
    for (let n = 0; n < 5000; n++) await refuse(1, { actor: NOBODY, origin: origin(n) });
    await refuse(1, { actor: user(1), action: 'grant.delete' });
    expect(firsts.at(-1)).toEqual(['grant.delete', 'FORBIDDEN']);
  });

  test('those of one user take nothing from another', async () => {
    for (let n = 0; n < 500; n++) await refuse(1, { actor: user(1), origin: origin(n) });
    expect(firsts).toHaveLength(101);
    await refuse(1, { actor: user(2), action: 'grant.delete' });
    expect(firsts.at(-1)).toEqual(['grant.delete', 'FORBIDDEN']);
    await windowEnds();
    expect(rests).toEqual([{ code: 'FORBIDDEN', of: 101n, count: 399 }]);
  });

  test('those of all users together are a thousand rows, and one more for each code', async () => {
    for (let n = 0; n < 3000; n++) await refuse(1, { actor: user(n) });
    expect(firsts).toHaveLength(1001);
    await windowEnds();
    expect(rests).toEqual([{ code: 'FORBIDDEN', of: 1001n, count: 1999 }]);
    await refuse(1, { actor: user(3000), action: 'grant.delete' });
    expect(firsts.at(-1)).toEqual(['grant.delete', 'FORBIDDEN']);
  });

  test.each<[string, number]>([
    ['one window', 1],
    ['several windows', 5],
  ])('no count is lost in %s', async (_, windows) => {
    for (let n = 0; n < windows * 2000; n++) {
      const actor = n % 3 === 0 ? NOBODY : user(n % 17);
      await refuse(
        1,
        { actor, origin: origin(n % 700), action: `list${n % 5}` },
        n % 2 === 0 ? 'FORBIDDEN' : 'CROSS_SITE',
      );
      if (n % 2000 === 1999) await windowEnds();
    }
    await refusals.flush();
    expect(counted()).toBe(windows * 2000);
  });
});

test('a first that fails after its window, when another has begun, is counted with that one', async () => {
  const writes: PromiseWithResolvers<bigint>[] = [];
  const counts: number[] = [];
  const slow = new AlikeRefusals({
    windowMs: WINDOW_MS,
    first: () => {
      const write = Promise.withResolvers<bigint>();
      writes.push(write);
      return write.promise;
    },
    rest: async ({ count }) => void counts.push(count),
    onTrouble: () => {},
  });
  const first = slow.add(testSubject(), 'FORBIDDEN');
  await windowEnds();
  const second = slow.add(testSubject(), 'FORBIDDEN');
  for (const write of writes) write.reject(new Error('away'));
  await expect(first).rejects.toThrow('away');
  await expect(second).rejects.toThrow('away');
  await slow.flush();
  expect(counts).toEqual([2]);
});
