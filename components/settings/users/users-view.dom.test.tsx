// @vitest-environment happy-dom
import { cleanup, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { userExample, userListExample } from '#lib/api/examples/users.ts';
import { inDialog, problem, show, type TestServer, testServer } from '../testing.ts';
import { UsersView } from './users-view.tsx';

let server: TestServer;
beforeEach(() => {
  server = testServer();
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe('a user', () => {
  it('is made with a password that is shown once, and offered a grant', async () => {
    const made = { ...userExample, email: 'bob@example.com', grants: [] };
    server.answer = () => Response.json({ user: made, password: 'abcdef-123456' });
    const user = show(<UsersView />);
    await user.click(await screen.findByRole('button', { name: 'New user' }));
    await user.type(inDialog().getByLabelText('Email'), 'bob@example.com');
    await user.type(inDialog().getByLabelText('Name'), 'Bob{Enter}');
    expect(server.sent[0]?.body).toEqual({ email: 'bob@example.com', name: 'Bob', password: null, reason: '' });
    const panel = await screen.findByRole('region', { name: 'The password of bob@example.com' });
    expect(within(panel).getByText('abcdef-123456')).toBeTruthy();
    await user.click(within(panel).getByRole('button', { name: 'Grant a role' }));
    expect(inDialog().getByLabelText<HTMLInputElement>('Email of the user').value).toBe('bob@example.com');
  });

  it('is renamed without a change of the password, or with one', async () => {
    const user = show(<UsersView />);
    await user.click(await screen.findByRole('button', { name: `Change ${userExample.email}` }));
    await user.type(inDialog().getByLabelText('Name'), ' L.');
    await user.click(inDialog().getByRole('button', { name: 'Change' }));
    expect(server.sent[0]?.body).toEqual({ name: 'Ada L.', reason: '' });
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    await user.click(screen.getByRole('button', { name: `Change ${userExample.email}` }));
    await user.selectOptions(inDialog().getByLabelText('Password'), 'Choose one');
    await user.type(inDialog().getByLabelText('The password'), 'a long passphrase{Enter}');
    expect(server.sent[1]?.body).toEqual({ name: 'Ada', password: 'a long passphrase', reason: '' });
  });

  it('is signed out everywhere', async () => {
    const user = show(<UsersView />);
    await user.click(await screen.findByRole('button', { name: `Change ${userExample.email}` }));
    await user.type(inDialog().getByLabelText('Reason'), 'lost laptop');
    await user.click(inDialog().getByRole('button', { name: 'Sign out everywhere' }));
    expect(server.sent).toEqual([
      { method: 'DELETE', path: `/api/v1/users/${userExample.id}/sessions?reason=lost+laptop`, body: null },
    ]);
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('has no password who signs in elsewhere', async () => {
    const user = show(<UsersView />);
    await user.click(await screen.findByRole('button', { name: 'New user' }));
    await user.selectOptions(inDialog().getByLabelText('First password'), 'none');
    await user.type(inDialog().getByLabelText('Email'), 'bob@example.com');
    await user.type(inDialog().getByLabelText('Name'), 'Bob{Enter}');
    expect(server.sent[0]?.body).toEqual({ email: 'bob@example.com', name: 'Bob', reason: '' });
  });

  it('is disabled once the reader says so', async () => {
    const user = show(<UsersView />);
    await user.click(await screen.findByRole('button', { name: `Disable ${userExample.email}` }));
    expect(inDialog().getByText(/signed out everywhere at once/)).toBeTruthy();
    await user.type(inDialog().getByLabelText('Reason'), 'left the team');
    await user.click(inDialog().getByRole('button', { name: 'Disable' }));
    expect(server.sent).toEqual([
      {
        method: 'PATCH',
        path: `/api/v1/users/${userExample.id}`,
        body: { disabled: true, reason: 'left the team' },
      },
    ]);
  });
});

it('an error names what failed, and asks again', async () => {
  server.reads['/api/v1/users'] = problem(400, 'INVALID_PARAMETER');
  const user = show(<UsersView />);
  expect((await screen.findByRole('alert')).textContent).toContain('The users could not be loaded');
  server.reads['/api/v1/users'] = () => Response.json(userListExample);
  await user.click(screen.getByRole('button', { name: 'Try again' }));
  expect(await screen.findByText('1 user can sign in.')).toBeTruthy();
});
it('whoever may not look is told who may', async () => {
  server.reads['/api/v1/users'] = problem(403, 'FORBIDDEN');
  show(<UsersView />);
  expect((await screen.findByRole('heading')).textContent).toContain('The users are for admins of the installation');
  expect(screen.queryByRole('button')).toBeNull();
});
