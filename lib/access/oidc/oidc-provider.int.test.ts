import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { CALLBACK, OidcInstallation, pathOf } from './fixtures/installation.ts';
import { honest, startTestProvider } from './fixtures/provider.ts';

let at: OidcInstallation;

beforeAll(async () => {
  at = await OidcInstallation.start();
});
afterAll(() => at.stop());
beforeEach(() => at.reset());

describe('a provider that', () => {
  test('is down sends the browser back with a reason, and is asked anew by the next', async () => {
    const port = Number(new URL(at.provider.issuer).port);
    await at.provider.close();
    const { visited } = await at.begin(at.newBrowser(), '/clusters');
    expect(pathOf(visited.at(-1))).toBe('/sign-in?next=%2Fclusters&problem=unreachable');
    expect(at.refusals()).toEqual([[null, 'OIDC_UNREACHABLE']]);
    at.provider = await startTestProvider({ redirectUris: [CALLBACK], users: at.provider.users, port });
    expect(pathOf((await at.signIn()).end)).toBe('/');
  });

  test('goes down while somebody is there', async () => {
    const port = Number(new URL(at.provider.issuer).port);
    const { browser, back } = await at.comeBack();
    await at.provider.close();
    expect(await at.goTo(browser, back)).toBe('/sign-in?problem=unreachable');
    at.provider = await startTestProvider({ redirectUris: [CALLBACK], users: at.provider.users, port });
  });

  test('does not answer is waited for no longer than set', async () => {
    at.serveWith({ timeoutMs: 300 });
    at.provider.lies.silentAt = '/';
    expect(pathOf((await at.begin(at.newBrowser())).visited.at(-1))).toBe('/sign-in?problem=unreachable');
    at.provider.lies = honest();
    const { browser, back } = await at.comeBack();
    at.provider.lies.silentAt = '/token';
    expect(await at.goTo(browser, back)).toBe('/sign-in?problem=unreachable');
  });

  test('says that it is another issuer', async () => {
    at.provider.lies.discovery = (document) => ({ ...document, issuer: 'https://evil.example' });
    const { visited } = await at.begin(at.newBrowser());
    expect(pathOf(visited.at(-1))).toBe('/sign-in?problem=misconfigured');
    expect(at.logged).toContain('https://evil.example');
  });

  test('is no provider', async () => {
    at.provider.lies.discovery = () => ({ hello: 'world' });
    expect(pathOf((await at.begin(at.newBrowser())).visited.at(-1))).toBe('/sign-in?problem=unreachable');
  });

  test('knows another secret', async () => {
    at.serveWith({ clientSecret: 'not the one' });
    expect(pathOf((await at.signIn()).end)).toBe('/sign-in?problem=misconfigured');
    expect(at.logged).not.toContain('not the one');
  });
});
