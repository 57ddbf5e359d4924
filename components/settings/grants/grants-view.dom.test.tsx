// @vitest-environment happy-dom
import { cleanup, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { grantExample } from '#lib/api/examples/grants.ts';
import { inDialog, problem, show, type TestServer, testServer } from '../testing.ts';
import { GrantsView } from './grants-view.tsx';

let server: TestServer;
beforeEach(() => {
  server = testServer();
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe('a new grant', () => {
  it('for a group is sent with its name', async () => {
    const user = show(<GrantsView />);
    await user.click(await screen.findByRole('button', { name: 'New grant' }));
    await user.selectOptions(inDialog().getByLabelText('For'), 'A group of the identity provider');
    await user.type(inDialog().getByLabelText('Group'), 'kafka-oncall');
    await user.type(inDialog().getByLabelText('On the clusters'), 'prod-*');
    await user.selectOptions(inDialog().getByLabelText('Role'), 'Operator');
    await user.type(inDialog().getByLabelText('Reason'), 'OPS-311');
    await user.click(inDialog().getByRole('button', { name: 'Grant' }));
    expect(server.sent).toEqual([
      {
        method: 'POST',
        path: '/api/v1/grants',
        body: {
          principal: { kind: 'group', name: 'kafka-oncall' },
          clusters: 'prod-*',
          role: 'operator',
          reason: 'OPS-311',
        },
      },
    ]);
  });

  it('for nobody we know says so at the address', async () => {
    server.answer = problem(400, 'INVALID_PARAMETER', [
      { parameter: 'principal.email', message: 'no user has this address' },
    ]);
    const user = show(<GrantsView />);
    await user.click(await screen.findByRole('button', { name: 'New grant' }));
    await user.type(inDialog().getByLabelText('Email of the user'), 'eve@example.com{Enter}');
    expect(await inDialog().findByText('No user has this address.')).toBeTruthy();
  });
});

it('a role is changed, and what cannot be says why in the dialog', async () => {
  server.answer = problem(409, 'LAST_ADMIN');
  const user = show(<GrantsView />);
  const { principal, clusters, role } = grantExample;
  await user.click(await screen.findByRole('button', { name: `Change ${role} of ${principal.name} on ${clusters}` }));
  await user.selectOptions(inDialog().getByLabelText('Role'), 'Viewer');
  await user.click(inDialog().getByRole('button', { name: 'Change' }));
  expect(server.sent).toEqual([{ method: 'PATCH', path: '/api/v1/grants/3', body: { role: 'viewer', reason: '' } }]);
  expect((await inDialog().findByRole('alert')).textContent).toBe('It cannot be. Do something else.');
});

it('a grant is removed with a reason', async () => {
  const user = show(<GrantsView />);
  const { principal, clusters, role } = grantExample;
  await user.click(await screen.findByRole('button', { name: `Remove ${role} of ${principal.name} on ${clusters}` }));
  await user.type(inDialog().getByLabelText('Reason'), 'moved on{Enter}');
  expect(server.sent).toEqual([{ method: 'DELETE', path: '/api/v1/grants/3?reason=moved+on', body: null }]);
});

it('whoever may not look is told who may', async () => {
  server.reads['/api/v1/grants'] = problem(403, 'FORBIDDEN');
  show(<GrantsView />);
  expect((await screen.findByRole('heading')).textContent).toContain('The grants are for admins of the installation');
  expect(screen.queryByRole('button')).toBeNull();
});
