// @vitest-environment happy-dom
import { QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render, screen, waitFor } from '@testing-library/react';
import { PathnameContext } from 'next/dist/shared/lib/hooks-client-context.shared-runtime';
import { afterEach, expect, test, vi } from 'vitest';
import type { SessionDto } from '#lib/api/schemas/session.ts';
import { createQueryClient } from '#lib/client/query-client.ts';
import { SettingsNav } from './settings-nav.tsx';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const ADMIN: SessionDto = {
  who: { kind: 'user', name: 'ada@example.com', signedIn: true },
  grants: [{ clusters: '*', role: 'admin' }],
  installation: 'admin',
  clusters: [],
  setupNeeded: false,
};

function show(session: () => Response) {
  vi.stubGlobal('fetch', async () => session());
  render(
    <QueryClientProvider client={createQueryClient()}>
      <PathnameContext value="/settings/clusters">
        <SettingsNav />
      </PathnameContext>
    </QueryClientProvider>,
  );
}
const labels = () => screen.getAllByRole('link').map((link) => link.textContent);

test('names every page of the settings to an admin, and which of them is shown', async () => {
  show(() => Response.json(ADMIN));
  await waitFor(() => expect(screen.getByRole('list', { name: 'Access' }).className).not.toContain('invisible'));
  expect(screen.getAllByRole('link').map((link) => [link.textContent, link.getAttribute('href')])).toEqual(
    ['Account', 'Users', 'Grants', 'Tokens', 'Clusters', 'Engine', 'Storage'].map((label) => [
      label,
      `/settings/${label.toLowerCase()}`,
    ]),
  );
  expect(screen.getByRole('link', { current: 'page' }).textContent).toBe('Clusters');
});

test('leads nobody to a page that is not for them', async () => {
  show(() => Response.json({ ...ADMIN, grants: [{ clusters: 'prod-*', role: 'admin' }], installation: null }));
  await waitFor(() => expect(labels()).toEqual(['Account', 'Tokens', 'Clusters', 'Engine']));
});
