import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Sql } from '#lib/db/database.ts';
import { CALLBACK, NOBODY, OidcInstallation, pathOf } from './fixtures/installation.ts';
import { startTestProvider } from './fixtures/provider.ts';
import { keepOidcSignIn, planOidcSignIn } from './oidc-user.ts';

let at: OidcInstallation;

beforeAll(async () => {
  at = await OidcInstallation.start();
});
afterAll(() => at.stop());
beforeEach(() => at.reset());

test('somebody new who signs in elsewhere between two looks is no one whose address is taken', async () => {
  const { db } = at.base;
  const email = 'new@example.com';
  const claims = { subject: 'new', email, emailVerified: true, name: null, groups: [] };
  const account = { providerId: 'oidc-test', claims };
  const rules = { unknownUsers: true, linkByEmail: false };
  const other = await planOidcSignIn(db, account, rules);
  let looks = 0;
  const meanwhile: Sql = {
    ...db,
    async query(...look) {
      if (looks++ === 1) await keepOidcSignIn(db, account, other, new Date());
      return db.query(...look);
    },
  };
  expect(await planOidcSignIn(meanwhile, account, rules)).toMatchObject({ email, kind: 'created' });
});

describe('whose address a user has already', () => {
  beforeEach(async () => {
    await at.grant('user', await at.localUser('ada@example.com'), 'admin');
  });

  test('is not that user, unless addresses link', async () => {
    const { browser, end } = await at.signIn();
    expect(pathOf(end)).toBe('/sign-in?problem=email-taken');
    expect(await at.whoIs(browser)).toEqual(NOBODY);
    expect(at.refusals()).toEqual([['ada@example.com', 'OIDC_EMAIL_TAKEN']]);
  });

  test('is that user where they do and the provider verified it, from then on by the account', async () => {
    at.serveWith({ linkByEmail: true });
    expect(await at.whoIs((await at.signIn()).browser)).toEqual({ name: 'ada@example.com', roles: ['admin'] });
    at.provider.users.ada = { email: 'other@example.com', email_verified: true };
    expect(await at.whoIs((await at.signIn()).browser)).toEqual({ name: 'ada@example.com', roles: ['admin'] });
  });

  test.each([[false], [undefined], ['maybe']])('is not where the provider says of it: %j', async (emailVerified) => {
    at.serveWith({ linkByEmail: true });
    at.provider.users.ada = { email: 'ada@example.com', email_verified: emailVerified };
    const { browser, end } = await at.signIn();
    expect(pathOf(end)).toBe('/sign-in?problem=email-unverified');
    expect(await at.whoIs(browser)).toEqual(NOBODY);
  });

  test('is not that user once another account of the provider is', async () => {
    at.serveWith({ linkByEmail: true });
    await at.signIn('ada');
    at.provider.users.eve = { email: 'ada@example.com', email_verified: true };
    const { browser, end } = await at.signIn('eve');
    expect(pathOf(end)).toBe('/sign-in?problem=email-taken');
    expect(await at.whoIs(browser)).toEqual(NOBODY);
  });

  test('is not that user by another spelling of it', async () => {
    at.provider.users.ada = { email: 'ADA@Example.COM', email_verified: true };
    expect(pathOf((await at.signIn()).end)).toBe('/sign-in?problem=email-taken');
  });
});

describe('may not come in', () => {
  test('whoever is unknown where only users may', async () => {
    at.serveWith({ unknownUsers: false });
    const { browser, end } = await at.signIn('ada', '/clusters');
    expect(pathOf(end)).toBe('/sign-in?next=%2Fclusters&problem=unknown-user');
    expect(await at.whoIs(browser)).toEqual(NOBODY);
    expect(at.refusals()).toEqual([['ada@example.com', 'OIDC_UNKNOWN_USER']]);
    expect(await at.users()).toEqual([]);
  });

  test('whoever is disabled', async () => {
    await at.signIn();
    await at.base.db.execute('update app_user set disabled = true');
    expect(pathOf((await at.signIn()).end)).toBe('/sign-in?problem=disabled');
  });

  test('whoever has no address', async () => {
    at.provider.users.ada = { name: 'Ada' };
    expect(pathOf((await at.signIn()).end)).toBe('/sign-in?problem=no-email');
    expect(at.refusals()).toEqual([['ada', 'OIDC_NO_EMAIL']]);
  });

  test('the same subject of another provider as the user of the first', async () => {
    await at.signIn();
    const other = await startTestProvider({
      redirectUris: [CALLBACK],
      users: { ada: { email: 'evil@example.com', email_verified: true } },
    });
    at.serveWith({ issuer: other.issuer });
    expect(await at.whoIs((await at.signIn()).browser)).toMatchObject({ name: 'evil@example.com' });
    await other.close();
  });

  test('whoever says no at the provider', async () => {
    const { browser, back } = await at.comeBack();
    const state = back.searchParams.get('state');
    expect(await at.goTo(browser, `${CALLBACK}?error=access_denied&state=${state}`)).toBe('/sign-in?problem=refused');
    expect(at.refusals()).toEqual([[null, 'OIDC_REFUSED']]);
  });
});
