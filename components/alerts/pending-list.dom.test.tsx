import { cleanup, screen, within } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { pendingListExample } from '#lib/api/examples/pending.ts';
import { PendingList } from './pending-list.tsx';
import { alertsServer, show } from './testing.tsx';

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

const PATH = '/api/v1/incidents/pending';

test('what is about to fire says by which rule, since when, and when it does', async () => {
  alertsServer().reads[PATH] = () => Response.json({ ...pendingListExample, count: 12 });
  show(<PendingList cluster="prod-eu" />);
  const list = within(await screen.findByRole('region', { name: 'About to fire' }));
  expect(list.getByText('the first 1 of 12')).toBeDefined();
  expect(list.getByRole('link', { name: 'payments-worker' }).getAttribute('href')).toMatch(/groups\/payments-worker$/);
  expect(list.getByRole('listitem').textContent).toMatch(/payments behind.*since .*fires at/);
});

test('nothing is said where nothing is', async () => {
  const server = alertsServer();
  const asked = vi.fn(() => Response.json({ items: [], count: 0 }));
  server.reads[PATH] = asked;
  show(<PendingList cluster="prod-eu" />);
  await vi.waitFor(() => expect(asked).toHaveBeenCalled(), { timeout: 10_000 });
  expect(screen.queryByRole('region')).toBeNull();
});
