// @vitest-environment happy-dom
import { QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { PathnameContext } from 'next/dist/shared/lib/hooks-client-context.shared-runtime';
import { afterEach, expect, test, vi } from 'vitest';
import type { SessionDto } from '#lib/api/schemas/session.ts';
import { createQueryClient } from '#lib/client/query-client.ts';
import { UserMenu } from './user-menu.tsx';

const ADA: SessionDto = {
  who: { kind: 'user', name: 'ada@example.com', signedIn: true },
  grants: [{ clusters: '*', role: 'admin' }],
  installation: 'admin',
  clusters: [{ name: 'local', role: 'admin' }],
  setupNeeded: false,
};
const UNAUTHENTICATED = { code: 'UNAUTHENTICATED', title: 'Nobody is signed in', detail: 'Sign in' };

let sent: string[];
let wentTo: string[];
let signOut: () => Response;

function show(session: SessionDto): void {
  sent = [];
  wentTo = [];
  signOut = () => Response.json({ done: true });
  vi.stubGlobal('fetch', async (path: string, { method = 'GET' }: RequestInit = {}) => {
    sent.push(`${method} ${path}`);
    return method === 'DELETE' ? signOut() : Response.json(session);
  });
  vi.spyOn(window.location, 'assign').mockImplementation((url) => void wentTo.push(String(url)));
  render(
    <PathnameContext value="/clusters/local/groups">
      <QueryClientProvider client={createQueryClient()}>
        <UserMenu />
      </QueryClientProvider>
    </PathnameContext>,
  );
}

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const open = async (name: string) => {
  await userEvent.click(await screen.findByRole('button', { name: `Signed in as ${name}` }));
  return screen.findByRole('menu');
};

test.each<[string, Partial<SessionDto>, string]>([
  ['an admin', {}, 'admin'],
  [
    'the same everywhere',
    {
      installation: null,
      clusters: [
        { name: 'a', role: 'viewer' },
        { name: 'b', role: 'viewer' },
      ],
    },
    'viewer',
  ],
  [
    'this here and that there',
    {
      installation: null,
      clusters: [
        { name: 'a', role: 'viewer' },
        { name: 'b', role: 'admin' },
      ],
    },
    'roles by cluster',
  ],
  ['of a cluster that is not there', { installation: null, clusters: [] }, 'no cluster yet'],
  ['without a grant', { installation: null, clusters: [], grants: [] }, 'no role yet'],
])('says who one is: %s', async (_, session, role) => {
  show({ ...ADA, ...session });
  expect((await open('ada@example.com')).textContent).toContain(`ada@example.com, ${role}`);
});

test('signs out, and leads to where one signs in', async () => {
  show(ADA);
  await open('ada@example.com');
  await userEvent.click(screen.getByRole('menuitem', { name: 'Sign out' }));
  await waitFor(() => expect(wentTo).toEqual(['/sign-in']));
  expect(sent).toContain('DELETE /api/v1/session');
});

test('goes there also when the session had ended before', async () => {
  show(ADA);
  signOut = () => Response.json(UNAUTHENTICATED, { status: 401 });
  await open('ada@example.com');
  await userEvent.click(screen.getByRole('menuitem', { name: 'Sign out' }));
  await waitFor(() => expect(wentTo).toContain('/sign-in'));
});

test('has no way out for whom a proxy vouches', async () => {
  show({ ...ADA, who: { kind: 'user', name: 'ada@example.com', signedIn: false } });
  await open('ada@example.com');
  expect(screen.queryByRole('menuitem', { name: 'Sign out' })).toBeNull();
});

test('leads whoever may look without a sign-in to one, and back', async () => {
  show({ ...ADA, who: { kind: 'anonymous', name: 'anonymous', signedIn: false } });
  const link = await screen.findByRole('link', { name: 'Sign in' });
  expect(link.getAttribute('href')).toBe('/sign-in?next=%2Fclusters%2Flocal%2Fgroups');
});
