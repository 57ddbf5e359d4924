// @vitest-environment happy-dom
import { QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { AppRouterContext } from 'next/dist/shared/lib/app-router-context.shared-runtime';
import { useState } from 'react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createQueryClient } from '#lib/client/query-client.ts';
import { CommandPalette } from './command-palette.tsx';

const GROUP = { group: 'payments' };
const list = (items: unknown[]) => Response.json({ items, nextCursor: null });

/** A console of two pages; going somewhere puts the second in place of the first. */
function Console({ neverRead }: { neverRead: boolean }) {
  const [page, setPage] = useState('first');
  const router = {
    bfcacheId: 'test',
    push: setPage,
    replace: vi.fn(),
    refresh: vi.fn(),
    back: vi.fn(),
    forward: vi.fn(),
    prefetch: vi.fn(),
  };
  return (
    <AppRouterContext value={router}>
      <QueryClientProvider client={createQueryClient()}>
        <CommandPalette cluster="prod-eu" neverRead={neverRead} />
        <main>
          <button key={page} type="button">
            on {page}
          </button>
        </main>
      </QueryClientProvider>
    </AppRouterContext>
  );
}

beforeEach(() => {
  vi.stubGlobal('fetch', async (path: string) => (path.includes('/groups') ? list([GROUP]) : list([])));
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const user = userEvent.setup();

async function openPalette(): Promise<void> {
  await user.keyboard('{Control>}k{/Control}');
  await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('combobox')));
}

async function close(): Promise<void> {
  await user.keyboard('{Escape}');
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
}

const searchButton = () => screen.getByRole('button', { name: /^Search/ });

it('gives the focus back to what had it', async () => {
  render(<Console neverRead={false} />);
  const button = screen.getByRole('button', { name: 'on first' });
  button.focus();
  await openPalette();
  await close();
  expect(document.activeElement).toBe(button);
});

it('gives the focus to its button where nothing had it', async () => {
  render(<Console neverRead={false} />);
  expect(document.activeElement).toBe(document.body);
  await openPalette();
  await close();
  expect(document.activeElement).toBe(searchButton());
});

it('leaves the focus on its button after going somewhere, and again when it is closed there', async () => {
  render(<Console neverRead={false} />);
  screen.getByRole('button', { name: 'on first' }).focus();
  await openPalette();
  await screen.findByRole('option', { name: /payments/ });
  await user.keyboard('{Enter}');
  await screen.findByRole('button', { name: 'on /clusters/prod-eu/groups/payments' });
  await waitFor(() => expect(document.activeElement).toBe(searchButton()));
  await openPalette();
  await close();
  expect(document.activeElement).toBe(searchButton());
});

it('does not call absent what could not be read', async () => {
  vi.stubGlobal('fetch', async () => list([]));
  render(<Console neverRead />);
  await openPalette();
  expect(await screen.findByText(/^Nothing of prod-eu could be read so far/)).toBeTruthy();
});
