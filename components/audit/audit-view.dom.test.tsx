// @vitest-environment happy-dom
import { QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { AppRouterContext } from 'next/dist/shared/lib/app-router-context.shared-runtime';
import { PathnameContext } from 'next/dist/shared/lib/hooks-client-context.shared-runtime';
import { NuqsTestingAdapter } from 'nuqs/adapters/testing';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { testRouter } from '#components/ui/testing.ts';
import { auditEntryExample } from '#lib/api/examples/audit.ts';
import type { AuditEntry } from '#lib/api/schemas/audit.ts';
import type { SessionDto } from '#lib/api/schemas/session.ts';
import { createQueryClient } from '#lib/client/query-client.ts';
import { AuditView } from './audit-view.tsx';

const ENTRIES: AuditEntry[] = [
  {
    ...auditEntryExample,
    id: '9',
    action: 'grant.change',
    before: { role: 'operator', clusters: 'prod-*' },
    after: { role: 'admin', clusters: 'prod-*' },
  },
  {
    ...auditEntryExample,
    id: '7',
    outcome: 'refused',
    detail: 'FORBIDDEN',
    count: 7,
    target: null,
    reason: null,
    after: null,
  },
];

const answer = vi.fn<(url: URL) => Response>();
const asked: string[] = [];
let session: SessionDto;
const page = (items: AuditEntry[]): Response => Response.json({ items, nextCursor: null });

function open(address = '') {
  render(
    <AppRouterContext value={testRouter()}>
      <NuqsTestingAdapter searchParams={address} hasMemory rateLimitFactor={0}>
        <PathnameContext value="/audit">
          <QueryClientProvider client={createQueryClient()}>
            <AuditView />
          </QueryClientProvider>
        </PathnameContext>
      </NuqsTestingAdapter>
    </AppRouterContext>,
  );
}

beforeEach(() => {
  asked.length = 0;
  session = {
    who: { kind: 'user', name: 'ada@example.com', signedIn: true },
    grants: [],
    installation: null,
    clusters: [{ name: 'local', role: 'operator' }],
    setupNeeded: false,
  };
  answer.mockReset().mockImplementation(() => page(ENTRIES));
  vi.stubGlobal('fetch', async (path: string) => {
    const url = new URL(path, 'http://console');
    if (url.pathname === '/api/v1/session') return Response.json(session);
    if (url.pathname !== '/api/v1/audit') {
      return Response.json({ status: 403, code: 'FORBIDDEN', title: 'No', detail: 'No' }, { status: 403 });
    }
    asked.push(url.search);
    return answer(url);
  });
  vi.spyOn(HTMLElement.prototype, 'getBoundingClientRect').mockReturnValue(new DOMRect(0, 0, 1400, 33));
});

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

it('says what was done last, and of each entry what changed and why', async () => {
  open();
  expect((await screen.findByRole('heading', { level: 1 })).textContent).toMatch(
    /^The last change is grant.change of bob@example.com on prod-\* by ada@example.com/,
  );
  const [, first, second] = screen.getAllByRole('row');
  expect(first?.textContent).toMatch('“on call from Monday”role operator → admin');
  expect(second?.textContent).toMatch(/Refused.*FORBIDDEN, 7\u00a0times/);
});

it('opens all of an entry, and closes it again', async () => {
  open();
  const opener = await screen.findByRole('button', { name: /all of grant.change/ });
  await userEvent.click(opener);
  expect(opener.getAttribute('aria-expanded')).toBe('true');
  const details = document.getElementById(opener.getAttribute('aria-controls') ?? '');
  expect(details?.textContent).toMatch(auditEntryExample.hash);
  expect(details?.textContent).toMatch('Reason“on call from Monday”');
  expect(within(details ?? document.body).getByRole('region', { name: 'Before' }).textContent).toMatch('"operator"');
  await userEvent.click(opener);
  expect(document.getElementById(opener.getAttribute('aria-controls') ?? '')).toBeNull();
});

it('narrows by what the address says, and puts there what is chosen', async () => {
  open('?actor=ada&outcome=done&cluster=local&from=2026-11-01T00:00:00.000Z');
  await screen.findByRole('grid');
  expect(asked[0]).toBe('?actor=ada&cluster=local&outcome=done&from=2026-11-01T00%3A00%3A00.000Z&limit=100');
  expect(screen.getByRole('link', { name: 'CSV' }).getAttribute('href')).toBe(
    '/api/v1/audit.csv?actor=ada&cluster=local&outcome=done&from=2026-11-01T00%3A00%3A00.000Z',
  );
  await userEvent.type(screen.getByRole('searchbox', { name: 'What' }), 'grant');
  await waitFor(() => expect(asked.at(-1)).toMatch('action=grant'));
  await userEvent.click(screen.getByRole('button', { name: /^Outcome/ }));
  await userEvent.click(await screen.findByRole('menuitemradio', { name: 'Any outcome' }));
  await waitFor(() => expect(asked.at(-1)).not.toMatch('outcome'));
});

it('refuses a time that ends before it begins', async () => {
  open('?from=2026-11-02T00:00:00.000Z&to=2026-11-01T00:00:00.000Z');
  await userEvent.click(await screen.findByRole('button', { name: /to/ }));
  await userEvent.click(await screen.findByRole('button', { name: 'Show' }));
  expect((await screen.findByRole('alert')).textContent).toBe('"From" must be before "to".');
});

it('offers the way back where nothing matches, and explains itself where there is nothing', async () => {
  answer.mockImplementation((url) => page(url.search.includes('actor') ? [] : ENTRIES));
  open('?actor=nobody');
  await userEvent.click(await screen.findByRole('button', { name: 'Show all entries' }));
  await screen.findByRole('grid');
  cleanup();
  answer.mockImplementation(() => page([]));
  open();
  expect(await screen.findByText(/Nothing was changed and nothing was refused so far/)).toBeTruthy();
});

it('says that a role does not allow it, and offers nothing to narrow or to save then', async () => {
  const detail = 'ada@example.com needs the role operator on some cluster for this; an admin can grant it';
  const problem = { status: 403, code: 'FORBIDDEN', title: 'Your role does not allow this', detail };
  answer.mockImplementation(() => Response.json(problem, { status: 403 }));
  open();
  expect((await screen.findByRole('alert')).textContent).toMatch('needs the role operator on some cluster');
  expect(screen.queryByRole('searchbox')).toBeNull();
  expect(screen.queryByRole('link', { name: 'CSV' })).toBeNull();
});

it('is named in the navigation for those who may see something of it', async () => {
  open();
  expect((await screen.findByRole('link', { name: 'Audit' })).getAttribute('href')).toBe('/audit');
  cleanup();
  session = { ...session, clusters: [{ name: 'local', role: 'viewer' }] };
  open();
  await screen.findByRole('button', { name: /Signed in as/ });
  expect(screen.queryByRole('link', { name: 'Audit' })).toBeNull();
});
