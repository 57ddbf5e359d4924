import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { expect, type Page, test } from '@playwright/test';
import { asAdmin } from '#scripts/test/admin.ts';
import { CLUSTER } from './console.ts';

/** What a page of another site can do in a real browser in which somebody is signed in here. To it, localhost is not 127.0.0.1. */

let server: Server;
let elsewhere: string;

test.beforeAll(async () => {
  server = createServer((_, response) =>
    response.setHeader('content-type', 'text/html').end('<!doctype html><p>elsewhere'),
  );
  server.listen(0, 'localhost');
  await once(server, 'listening');
  const address = server.address();
  elsewhere = `http://localhost:${typeof address === 'object' ? address?.port : 0}/`;
});
test.afterAll(() => void server.close());

/** Goes to the other site. */
async function goElsewhere(page: Page): Promise<void> {
  await page.goto(elsewhere);
}

/** Whether the session of the browser still holds. */
async function isSignedIn(page: Page): Promise<boolean> {
  return (await (await page.request.get('/api/v1/session')).json()).who !== null;
}

test('cannot put a page in a frame', async ({ page, baseURL }) => {
  await goElsewhere(page);
  for (const path of [CLUSTER, '/sign-in', '/api/v1/clusters']) {
    await page.evaluate(async (src) => {
      const frame = document.createElement('iframe');
      frame.src = src;
      const ended = new Promise((resolve) => frame.addEventListener('load', resolve));
      document.body.replaceChildren(frame);
      await ended;
    }, `${baseURL}${path}`);
    // The browser tells of the frame a moment after the page heard of it.
    await expect.poll(() => page.frames().at(-1)?.url(), { message: path }).toBe('chrome-error://chromewebdata/');
  }
});

test('cannot send a form that changes anything', async ({ context, baseURL }) => {
  for (const type of ['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data']) {
    const page = await context.newPage();
    await goElsewhere(page);
    const [answer] = await Promise.all([
      page.waitForResponse((response) => response.url() === `${baseURL}/api/v1/tokens`),
      page.evaluate(
        ({ action, enctype }) => {
          const form = Object.assign(document.createElement('form'), { method: 'post', action, enctype });
          const field = Object.assign(document.createElement('input'), {
            name: '{"name":"planted","x":"',
            value: '"}',
          });
          form.append(field);
          document.body.append(form);
          form.submit();
        },
        { action: `${baseURL}/api/v1/tokens`, enctype: type },
      ),
    ]);
    expect(answer.status(), type).toBe(403);
    // The cookie stays behind, so it is nobody who is refused; with it somebody would be refused all the same.
    expect(await answer.request().headerValue('cookie'), type).toBeNull();
  }
  const { items } = await (await context.request.get('/api/v1/tokens')).json();
  expect(items.filter(({ name }: { name: string }) => name === 'planted')).toEqual([]);
});

test('can neither sign anybody out, nor read anything, by a script of its own', async ({ page, baseURL }) => {
  await goElsewhere(page);
  const outcomes = await page.evaluate(async (base) => {
    const failed = () => 'failed';
    const tried = (path: string, init: RequestInit) =>
      fetch(`${base}${path}`, { credentials: 'include', ...init }).then(({ type }) => type, failed);
    const loads = (tag: 'script' | 'img', path: string) =>
      new Promise<string>((resolve) => {
        const element = Object.assign(document.createElement(tag), { src: `${base}${path}` });
        element.addEventListener('load', () => resolve('loaded'));
        element.addEventListener('error', () => resolve('failed'));
        document.body.append(element);
      });
    return {
      read: await tried('/api/v1/clusters', {}),
      readBlind: await tried('/api/v1/clusters', { mode: 'no-cors' }),
      signOut: await tried('/api/v1/session', { method: 'DELETE' }),
      signOutBlind: await tried('/api/v1/session', { method: 'POST', mode: 'no-cors', body: '{}' }),
      json: await tried('/api/v1/tokens', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{}',
      }),
      script: await loads('script', '/api/v1/clusters'),
      image: await loads('img', '/icon.svg'),
    };
  }, baseURL);
  expect(new Set(Object.values(outcomes)), JSON.stringify(outcomes)).toEqual(new Set(['failed']));
  expect(await isSignedIn(page)).toBe(true);
});

test('loses hold of a page of ours that it opens', async ({ page, baseURL, context }) => {
  await goElsewhere(page);
  const [opened] = await Promise.all([
    context.waitForEvent('page'),
    page.evaluate((url) => {
      Reflect.set(window, 'opened', window.open(url));
    }, `${baseURL}/sign-in`),
  ]);
  await opened.waitForLoadState();
  expect(await opened.evaluate(() => window.opener)).toBeNull();
  await expect.poll(() => page.evaluate(() => (Reflect.get(window, 'opened') as Window).closed)).toBe(true);
});

test('is not told where a page of ours was', async ({ page, baseURL }) => {
  await page.goto(`${baseURL}${CLUSTER}/groups?search=secret`);
  const request = page.waitForRequest((sent) => sent.url() === elsewhere);
  await page.evaluate((url) => window.location.assign(url), elsewhere);
  expect((await request).headers().referer).toBeUndefined();
});

test('leaves what it tried in the audit log', async ({ baseURL }) => {
  const { items } = await (
    await fetch(`${baseURL}/api/v1/audit?outcome=refused&action=token.create`, {
      headers: await asAdmin(baseURL ?? ''),
    })
  ).json();
  expect(items).toContainEqual(expect.objectContaining({ detail: 'CROSS_SITE' }));
});
