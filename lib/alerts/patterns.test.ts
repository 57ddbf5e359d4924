import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { patternErrors } from './pattern-errors.ts';
import { beginningsOf, matcherOf, matches, parsePattern } from './patterns.ts';

const only = (...include: string[]) => ({ include, exclude: [] });
const errorOf = (pattern: string) => {
  const parsed = parsePattern(pattern);
  return parsed.ok ? null : parsed.error;
};

describe('a glob', () => {
  test.each([
    ['payments-*', 'payments-worker', true],
    ['payments-?', 'payments-worker', false],
    ['*', '', true],
    ['a.b', 'axb', false],
    // Letters, not a regular expression.
    ['(a+)+$', '(a+)+$', true],
    ['(a+)+$', 'aaaa', false],
    ['.*', 'anything', false],
    ['[ab]', 'a', false],
    ['/', '/', true],
    ['/var/log', '/var/log', true],
    ['/pay/i', 'payments', false],
  ])('is over the whole name: %s and %s', (pattern, name, isMatch) =>
    expect(matches(only(pattern), name)).toBe(isMatch),
  );
});

const tooLarge = (steps: string) =>
  `is too large (${steps} steps with its repetitions written out, 150 at most): repeat less in {}, or list what it is made of as several patterns`;

describe('a regular expression', () => {
  test.each([
    ['/pay/', 'orders-payments', true],
    ['/^pay/', 'orders-payments', false],
    ['/^pay/', 'payments', true],
    ['/worker$/', 'payments-worker', true],
    ['/worker$/', 'payments-worker-2', false],
    ['/^team-\\d+\\.group-\\d+$/', 'team-4.group-17', true],
    ['/^team-\\d+\\.group-\\d+$/', 'team-4xgroup-17', false],
    ['/(group|other)-\\d+/', 'my-other-3', true],
    ['/Pay/', 'payments', false],
    ['/(?i)Pay/', 'payments', true],
    ['/^.{3}$/', 'añ😀', true],
    ['/\\bpay\\b/', 'pay-roll', true],
    // What is between the outer slashes, whatever is in it.
    ['/^/opt/app$/', '/opt/app', true],
    ['/^\\/opt\\/app$/', '/opt/app', true],
    ['/a{2,3},/', 'baa,', true],
  ])('is searched for anywhere: %s in %s', (pattern, name, isMatch) =>
    expect(matches(only(pattern), name)).toBe(isMatch),
  );

  test('is as that of JavaScript, as far as both have it', () => {
    const source = fc
      .array(
        fc.constantFrom(
          'a',
          'b',
          '.',
          '[ab]',
          '[^a]',
          '(a|b)',
          '(?:ab)?',
          'a*',
          'b+',
          'a{1,2}',
          '\\d',
          '^',
          '$',
          '\\.',
        ),
        {
          minLength: 1,
          maxLength: 8,
        },
      )
      .map((parts) => parts.join(''));
    const name = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '1', '.', '-'), maxLength: 12 });
    fc.assert(
      fc.property(source, name, (text, one) => {
        expect(matches(only(`/${text}/`), one)).toBe(new RegExp(text).test(one));
      }),
    );
  });

  test.each([
    ['//', 'is an empty regular expression: * is all'],
    ['/(abc/', 'is no regular expression: missing closing ): (abc'],
    ['/a)/', 'is no regular expression: unexpected ): a)'],
    ['/[a-/', 'is no regular expression: missing closing ]: [a-'],
    ['/*a/', 'is no regular expression: missing argument to repetition operator: *'],
    ['/a\\/', 'is no regular expression: trailing backslash at end of expression'],
    ['/[z-a]/', 'is no regular expression: invalid character class range: z-a'],
    ['/\\p{Nowhere}/', 'is no regular expression: invalid character class range: \\p{Nowhere}'],
    ['/(?=x)a/', 'must not look ahead or behind with (?=: list what is not meant under exclude'],
    ['/^(?!test)/', 'must not look ahead or behind with (?!: list what is not meant under exclude'],
    ['/(?<=x)a/', 'must not look ahead or behind with (?<=: list what is not meant under exclude'],
    ['/(?<!x)a/', 'must not look ahead or behind with (?<!: list what is not meant under exclude'],
    ['/(a)\\1/', 'must not refer back with \\1: write out what is meant'],
    ['/(?P<x>a)\\k<x>/', 'must not refer back with \\k: write out what is meant'],
    ['/a{3,2}/', 'is no regular expression: {3,2} repeats more than 1,000 times in all, or from more to less'],
    ['/([a-z]{20}){30}/', tooLarge('660')],
    ['/a{1001}/', tooLarge('1,001')],
    ['/((a{100}){100}){100}/', tooLarge('1,020,200')],
    ['/(?:\\w?){160}[A-Z]$/', tooLarge('642')],
    [`/(?i)[${'\\pL'.repeat(50)}]~/`, tooLarge('1,252')],
    ['/(?i)[b-\\x{10fffe}]/', tooLarge('419')],
    [`/${'a'.repeat(299)}/`, 'must be at most 300 characters long'],
  ])('is refused: %s', (pattern, error) => expect(errorOf(pattern)).toBe(error));

  test.each([
    '/^(orders|payments)-/',
    '/^(payments-worker|payments-ledger|billing-export|orders-by-country|search-index|customer-profile)-v\\d{1,3}$/',
    '/^[a-z0-9]+(\\.[a-z0-9]{1,63})?$/',
    '/(?i)^[а-яё]+-\\pL+$/',
    '/^\\pL[\\pL\\pN._-]*$/',
  ])('as large as somebody may mean it is not: %s', (pattern) => expect(errorOf(pattern)).toBeNull());

  test('is a value whatever is between the slashes', () => {
    const odd = fc.string({ unit: fc.constantFrom(...'ab()[]{}|^$\\*+?.,-:<>=!1039Pk pL'), maxLength: 40 });
    fc.assert(
      fc.property(odd, fc.string({ maxLength: 20 }), (text, name) => {
        const pattern = `/${text}/`;
        expect(typeof matches(only(pattern), name)).toBe('boolean');
        if (errorOf(pattern) !== null) expect(matches(only(pattern), name)).toBe(false);
      }),
      { numRuns: 500 },
    );
  });
});

describe('a name from end to end, written as an expression', () => {
  test.each([
    [String.raw`/^a\*b\.c$/`, 'a*b.c'],
    [String.raw`/^\/opt\/app\/$/`, '/opt/app/'],
    [`/^${'x'.repeat(900)}$/`, 'x'.repeat(900)],
  ])('costs nothing, however long it is: %s', (pattern, name) => {
    const parsed = parsePattern(pattern);
    expect(parsed).toMatchObject({ ok: true, price: 0 });
    expect(parsed.ok && [name, `${name}x`, `x${name}`].map(parsed.matches)).toEqual([true, false, false]);
    expect(beginningsOf({ include: [pattern], exclude: [] })).toEqual([name]);
  });

  test.each([String.raw`/^a\d$/`, '/^a.c$/', '/^a/', '/a$/', '/^$/', '/^a|b$/', '/^[ab]$/'])('is not %s', (pattern) => {
    expect(beginningsOf({ include: [pattern], exclude: [] })).toBeNull();
  });

  test('has an end: so has a name as it is', () => {
    for (const pattern of [`/^${'x'.repeat(1_000)}$/`, 'x'.repeat(1_001)]) {
      expect(parsePattern(pattern)).toMatchObject({ ok: false, error: 'must be at most 1,000 characters long' });
    }
    expect(parsePattern(`${'x'.repeat(300)}*`)).toMatchObject({ error: 'must be at most 300 characters long' });
  });
});

describe('what takes others for ever', () => {
  const LONG = 10_000;
  test.each([
    ['/(a+)+$/', `${'a'.repeat(LONG)}b`],
    ['/(x+x+)+y/', 'x'.repeat(LONG)],
    ['/^(a|a)*$/', `${'a'.repeat(LONG)}b`],
    ['/^(.*)*z$/', 'a'.repeat(LONG)],
    ['/^(([a-z])+.)+[A-Z]([a-z])+$/', 'a'.repeat(LONG)],
    ['/^(a?){200}a{200}$/', 'a'.repeat(LONG)],
    // Nothing that must be in it could be looked for first.
    ['/[ab]*a[ab]{230}$/', 'abbaaabab'.repeat(LONG / 9)],
    // The longest globs there may be, over names that only fail at their end.
    ['a*'.repeat(150), `${'a'.repeat(249)}`],
    [`${'*a'.repeat(149)}b`, 'a'.repeat(249)],
    [`${'*?'.repeat(149)}b`, 'a'.repeat(249)],
  ])('is answered at once: %s', (pattern, name) => {
    const isMatch = matcherOf(only(pattern));
    const times = Array.from({ length: 5 }, () => {
      const before = performance.now();
      isMatch(name);
      return performance.now() - before;
    });
    // Some milliseconds; the best of them, as others use the machine too. Going back it would not end at all.
    expect(Math.min(...times)).toBeLessThan(500);
  });
});

describe('several patterns', () => {
  test('take what one of them has, but for what another one keeps out', () => {
    const isMatch = matcherOf({ include: ['orders', '/^pay/'], exclude: ['*-test', '/-\\d+$/'] });
    const names = ['orders', 'orders-eu', 'payments', 'payments-test', 'payments-7', 'payments-7a'];
    expect(names.filter(isMatch)).toEqual(['orders', 'payments', 'payments-7a']);
  });

  test('of which one cannot be read are nothing, as it may be what keeps names out', () => {
    expect(matches({ include: ['*'], exclude: ['/(/'] }, 'orders')).toBe(false);
    expect(matches(only('orders', '/(/'), 'orders')).toBe(false);
  });

  test('say the same of a name whenever they are asked, of however many', () => {
    const patterns = { include: ['/[05]$/', 'group-7'], exclude: ['/^group-1/'] };
    const isMatch = matcherOf(patterns);
    const names = Array.from({ length: 12_000 }, (_, index) => `group-${index}`);
    for (let times = 0; times < 2; times++) {
      expect(names.filter((name) => matches(patterns, name) !== isMatch(name))).toEqual([]);
    }
  });

  test('are refused where they stand', () => {
    expect(patternErrors({ include: ['a', '/(/', '(', '/[/'], exclude: ['/(?!x)/'] })).toEqual([
      { list: 'include', index: 1, message: 'is no regular expression: missing closing ): (' },
      { list: 'include', index: 3, message: 'is no regular expression: missing closing ]: [' },
      { list: 'exclude', index: 0, message: expect.stringContaining('(?!') },
    ]);
    expect(patternErrors({ include: ['(a+)+$', '/(a+)+$/'], exclude: ['/x/'] })).toEqual([]);
  });

  test('are not too large together, and what comes after that is not looked at', () => {
    const large = Array.from({ length: 9 }, (_, index) => `/x${index}{1,60}/`);
    expect(patternErrors({ include: [...large, '/(/'], exclude: [] })).toEqual([
      {
        list: 'include',
        index: expect.any(Number),
        message:
          'is too much with those before it (300 steps at most): write simpler ones, or several rules or silences',
      },
    ]);
    const hopeless = Array.from({ length: 50 }, () => `/${'x{999}'.repeat(49)}/`);
    expect(patternErrors({ include: hopeless, exclude: hopeless })).toHaveLength(1);
  });
});
