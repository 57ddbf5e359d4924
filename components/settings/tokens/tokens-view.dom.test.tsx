// @vitest-environment happy-dom
import { cleanup, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createdTokenExample, tokenExample } from '#lib/api/examples/tokens.ts';
import { inDialog, problem, show, type TestServer, testServer } from '../testing.ts';
import { exampleFor } from './new-token.tsx';
import { TokensView } from './tokens-view.tsx';

let server: TestServer;
beforeEach(() => {
  server = testServer();
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe('a new token', () => {
  const fill = async () => {
    const user = show(<TokensView />);
    await user.click(await screen.findByRole('button', { name: 'New token' }));
    await user.type(inDialog().getByLabelText('What it is for'), 'deploy pipeline');
    return user;
  };

  it('is sent as the form says, by Enter', async () => {
    const user = await fill();
    await user.selectOptions(inDialog().getByLabelText('Role 1'), 'Operator');
    await user.clear(inDialog().getByLabelText('Clusters 1'));
    await user.type(inDialog().getByLabelText('Clusters 1'), 'prod-*');
    await user.click(inDialog().getByRole('button', { name: 'Other clusters' }));
    await user.type(inDialog().getByLabelText('Clusters 2'), 'test{Enter}');
    expect(server.sent).toMatchObject([
      {
        method: 'POST',
        path: '/api/v1/tokens',
        body: {
          name: 'deploy pipeline',
          use: null,
          grants: [
            { clusters: 'prod-*', role: 'operator' },
            { clusters: 'test', role: 'viewer' },
          ],
        },
      },
    ]);
    expect(server.sent[0]?.body).toHaveProperty('expiresAt', expect.stringMatching(/^\d{4}-\d\d-\d\dT/));
  });

  it('for one use has the role of that use, and may have no end', async () => {
    const user = await fill();
    await user.selectOptions(inDialog().getByLabelText('It may be used for'), 'Posting events (deploy marks) alone');
    expect(inDialog().queryByLabelText('Role 1')).toBeNull();
    await user.selectOptions(inDialog().getByLabelText('Valid for'), 'No end: until it is revoked');
    await user.click(inDialog().getByRole('button', { name: 'Create token' }));
    expect(server.sent[0]?.body).toEqual({
      name: 'deploy pipeline',
      use: 'events',
      grants: [{ clusters: '*', role: 'operator' }],
      expiresAt: null,
      reason: '',
    });
  });

  it('that is refused says so at the field', async () => {
    server.answer = problem(403, 'BEYOND_OWN_RIGHTS', [
      { parameter: 'grants.0', message: 'you are not admin on * yourself' },
    ]);
    const user = await fill();
    await user.keyboard('{Enter}');
    const field = await inDialog().findByRole('combobox', { name: 'Clusters 1' });
    await waitFor(() => expect(field.getAttribute('aria-invalid')).toBe('true'));
    const described = (field.getAttribute('aria-describedby') ?? '').split(' ');
    const words = described.map((id) => document.getElementById(id)?.textContent).join(' ');
    expect(words).toContain('You are not admin on * yourself.');
    expect(inDialog().queryByRole('alert')).toBeNull();
  });

  it('is shown once, with the focus on it, until the reader has kept it', async () => {
    server.answer = () => Response.json({ ...createdTokenExample, warnings: ['Nothing matches "x".'] });
    const user = await fill();
    await user.keyboard('{Enter}');
    const panel = await screen.findByRole('region', { name: /is made/ });
    expect(screen.queryByRole('dialog')).toBeNull();
    await waitFor(() => expect(document.activeElement).toBe(panel));
    expect(within(panel).getByText(createdTokenExample.secret)).toBeTruthy();
    expect(screen.getByText('Nothing matches "x".')).toBeTruthy();
    await user.click(within(panel).getByRole('button', { name: 'I have kept it' }));
    expect(document.body.textContent).not.toContain(createdTokenExample.secret);
  });
});

it('a token is revoked once the reader says so, and Escape says no', async () => {
  const user = show(<TokensView />);
  await user.click(await screen.findByRole('button', { name: `Revoke ${tokenExample.name}` }));
  await user.keyboard('{Escape}');
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(server.sent).toEqual([]);
  await user.click(screen.getByRole('button', { name: `Revoke ${tokenExample.name}` }));
  await user.type(inDialog().getByLabelText('Reason'), 'in a log');
  await user.click(inDialog().getByRole('button', { name: 'Revoke' }));
  expect(server.sent).toEqual([{ method: 'DELETE', path: '/api/v1/tokens/7?reason=in+a+log', body: null }]);
});

it('those that have ended are told apart', async () => {
  const ended = { ...tokenExample, id: '8', name: 'of old', state: 'revoked', revokedAt: tokenExample.createdAt };
  server.reads['/api/v1/tokens'] = () => Response.json({ items: [tokenExample, ended], nextCursor: null });
  const user = show(<TokensView />);
  await user.click(await screen.findByRole('button', { name: 'Ended 1' }));
  expect(screen.getAllByRole('row').map((row) => row.textContent)).toEqual([
    expect.any(String),
    expect.stringContaining('of old'),
  ]);
  await user.click(screen.getByRole('button', { name: 'Valid 1' }));
  expect(screen.queryByText('of old')).toBeNull();
  await user.click(screen.getByRole('button', { name: 'All 2' }));
  expect(screen.getAllByRole('row')).toHaveLength(3);
});

describe('the example of a token', () => {
  const origin = 'https://tidemark.example';
  it.each([
    ['for everything', { use: null, grants: [] }, '/api/v1/clusters'],
    ['for metrics', { use: 'metrics' as const, grants: [] }, '/metrics'],
    [
      'for events',
      { use: 'events' as const, grants: [{ clusters: 'prod-eu', role: 'operator' as const }] },
      '"cluster":"prod-eu"',
    ],
  ])('%s is a request that it may make, without the token in it', (_, token, part) => {
    const example = exampleFor(token, origin);
    expect(example).toContain(part);
    expect(example).toContain('Bearer $TIDEMARK_TOKEN');
    expect(example).toContain(origin);
  });
});

it('no token yet says what one is for; no hit of a search says so', async () => {
  server.reads['/api/v1/tokens'] = () => Response.json({ items: [], nextCursor: null });
  const user = show(<TokensView />);
  expect(await screen.findByText('There is no API token yet')).toBeTruthy();
  await user.type(screen.getByRole('searchbox'), 'zzz');
  expect(await screen.findByText('Nothing here contains “zzz”.')).toBeTruthy();
});
