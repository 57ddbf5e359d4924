import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { CALLBACK, NOBODY, OidcInstallation, ORIGIN, pathOf } from './fixtures/installation.ts';

let at: OidcInstallation;

beforeAll(async () => {
  at = await OidcInstallation.start();
});
afterAll(() => at.stop());
beforeEach(() => at.reset());

describe('replayed or not of this browser', () => {
  test('a state that was used', async () => {
    const { browser, back } = await at.comeBack();
    expect(await at.goTo(browser, back)).toBe('/');
    expect(await at.goTo(browser, back)).toBe('/sign-in?problem=not-begun-here');
    expect(at.refusals()).toEqual([[null, 'OIDC_NOT_BEGUN_HERE']]);
  });

  test('a state that was used, of a browser that kept its cookie', async () => {
    const { browser, back } = await at.comeBack();
    const cookies = new Map(browser.cookies.get('tidemark.test'));
    await at.goTo(browser, back);
    const thief = at.newBrowser();
    thief.cookies.set('tidemark.test', cookies);
    expect(await at.goTo(thief, back)).toBe('/sign-in?problem=not-begun-here');
    expect(await at.whoIs(thief)).toEqual(NOBODY);
  });

  test('a state of another browser: nobody is signed in as somebody else', async () => {
    const { back } = await at.comeBack('eve');
    const victim = at.newBrowser();
    expect(await at.goTo(victim, back)).toBe('/sign-in?problem=not-begun-here');
    await at.begin(victim);
    expect(await at.goTo(victim, back)).toBe('/sign-in?problem=not-begun-here');
    expect(await at.whoIs(victim)).toEqual(NOBODY);
  });

  test('a state that nobody gave, and none', async () => {
    const { browser, back } = await at.comeBack();
    const code = back.searchParams.get('code');
    expect(await at.goTo(browser, `${CALLBACK}?code=${code}&state=${'x'.repeat(32)}`)).toMatch(/not-begun-here/);
    expect(await at.goTo(browser, `${CALLBACK}?code=${code}`)).toMatch(/not-begun-here/);
    expect(await at.goTo(browser, CALLBACK)).toMatch(/not-begun-here/);
  });

  test('a state that is too old', async () => {
    const { browser, back } = await at.comeBack();
    await at.base.db.execute(
      `update app_verification set expires_at = now() - interval '1 s',
         value = jsonb_set(value::jsonb, '{expiresAt}', to_jsonb(1))::text`,
    );
    expect(await at.goTo(browser, back)).toBe('/sign-in?problem=not-begun-here');
  });

  test('a code that was redeemed', async () => {
    const { browser, back } = await at.comeBack();
    await at.goTo(browser, back);
    const second = await at.comeBack('eve', at.newBrowser());
    second.back.searchParams.set('code', back.searchParams.get('code') ?? '');
    expect(await at.goTo(second.browser, second.back)).toBe('/sign-in?problem=invalid');
    expect(await at.whoIs(second.browser)).toEqual(NOBODY);
  });

  test('a code of somebody else, put into a sign-in of one’s own: it is bound to the other verifier', async () => {
    const victim = await at.comeBack('ada');
    const attacker = await at.comeBack('eve', at.newBrowser());
    attacker.back.searchParams.set('code', victim.back.searchParams.get('code') ?? '');
    expect(await at.goTo(attacker.browser, attacker.back)).toBe('/sign-in?problem=invalid');
    expect(at.logged).toContain('invalid_grant');
  });

  test('a sign-in whose challenge was taken off on the way: the provider refuses it', async () => {
    const browser = at.newBrowser();
    const first = await browser.send(`${ORIGIN}/api/v1/sign-in/oidc`);
    const onward = new URL(first.headers.get('location') ?? '');
    onward.searchParams.delete('code_challenge');
    onward.searchParams.delete('code_challenge_method');
    expect(await at.goTo(browser, onward)).toBe('/sign-in?problem=refused');
  });

  test('an answer in the name of another provider', async () => {
    const { browser, back } = await at.comeBack();
    back.searchParams.set('iss', 'https://evil.example');
    expect(await at.goTo(browser, back)).toBe('/sign-in?problem=invalid');
    expect(at.provider.tokenRequests).toEqual([]);
  });
});

describe('an id token is refused', () => {
  const hourAgo = Math.floor(Date.now() / 1000) - 3600;
  test.each<[string, (claims: Record<string, unknown>) => Record<string, unknown>]>([
    ['with the nonce of another sign-in', (claims) => ({ ...claims, nonce: 'of-another-sign-in' })],
    ['without a nonce', ({ nonce: _, ...claims }) => claims],
    ['of another issuer', (claims) => ({ ...claims, iss: 'https://evil.example' })],
    ['for another client', (claims) => ({ ...claims, aud: 'another-client' })],
    ['for us among others, made for another', (claims) => ({ ...claims, aud: ['tidemark', 'other'], azp: 'other' })],
    ['that has expired', (claims) => ({ ...claims, iat: hourAgo - 60, exp: hourAgo })],
    ['without an end', ({ exp: _, ...claims }) => claims],
    ['without a subject', ({ sub: _, ...claims }) => claims],
  ])('%s', async (_, lie) => {
    at.provider.lies.idToken = lie;
    const { browser, end } = await at.signIn();
    expect(pathOf(end)).toBe('/sign-in?problem=invalid');
    expect(await at.whoIs(browser)).toEqual(NOBODY);
    expect(at.refusals()).toEqual([[null, 'OIDC_INVALID']]);
    expect(await at.users()).toEqual([]);
  });

  test('signed by another key', async () => {
    at.provider.lies.key = 'foreign';
    expect(pathOf((await at.signIn()).end)).toBe('/sign-in?problem=invalid');
  });

  test.each([['none'], ['HS256']])('signed with %s', async (algorithm) => {
    at.provider.lies.tokens = ({ id_token, ...tokens }) => {
      const header = Buffer.from(JSON.stringify({ alg: algorithm })).toString('base64url');
      return { ...tokens, id_token: `${header}.${String(id_token).split('.')[1]}.` };
    };
    expect(pathOf((await at.signIn()).end)).toBe('/sign-in?problem=invalid');
  });

  test('that is not there: the userinfo alone proves nobody', async () => {
    at.provider.lies.tokens = ({ id_token: _, ...tokens }) => tokens;
    expect(pathOf((await at.signIn()).end)).toBe('/sign-in?problem=invalid');
  });

  test('of a sign-in before: its nonce is of that one', async () => {
    let first: unknown = null;
    at.provider.lies.tokens = (tokens) => {
      first ??= tokens.id_token;
      return { ...tokens, id_token: first };
    };
    expect(pathOf((await at.signIn('ada')).end)).toBe('/');
    expect(pathOf((await at.signIn('eve')).end)).toBe('/sign-in?problem=invalid');
  });
});
