// @vitest-environment happy-dom
import { QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render, screen } from '@testing-library/react';
import { AppRouterContext } from 'next/dist/shared/lib/app-router-context.shared-runtime';
import { SearchParamsContext } from 'next/dist/shared/lib/hooks-client-context.shared-runtime';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { testRouter } from '#components/ui/testing.ts';
import { clusterOverviewExample } from '#lib/api/examples/clusters.ts';
import type { ClusterRow } from '#lib/api/schemas/clusters.ts';
import type { SessionDto } from '#lib/api/schemas/session.ts';
import { createQueryClient } from '#lib/client/query-client.ts';
import { StartPage } from './start-page.tsx';

const calm = (name: string): ClusterRow => ({
  ...clusterOverviewExample,
  name,
  intervalMs: 1_000,
  observedAt: new Date().toISOString(),
  stale: false,
  reachable: true,
  brokers: { total: 3, up: 3, unreachable: 0, down: 0 },
  groupsByStatus: { OK: 4 },
  groupsBySeverity: { error: 0, warn: 0, calm: 4 },
  replication: { offline: 0, underMinIsr: 0, atMinIsr: 0, underReplicated: 0, reassigning: 0, notPreferred: 0 },
  failures: [],
});
const SESSION: SessionDto = {
  who: { kind: 'user', name: 'ada@example.com', signedIn: true },
  grants: [{ clusters: '*', role: 'viewer' }],
  installation: 'viewer',
  clusters: [{ name: 'prod-eu', role: 'viewer' }],
  setupNeeded: false,
};
const router = testRouter();
let answer: () => Response;

beforeEach(() => {
  answer = () => Response.json({ items: [calm('prod-eu'), calm('prod-us')] });
  vi.stubGlobal('fetch', async (path: string) => (path === '/api/v1/session' ? Response.json(SESSION) : answer()));
  vi.spyOn(HTMLElement.prototype, 'getBoundingClientRect').mockReturnValue(new DOMRect(0, 0, 1600, 33));
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const show = () =>
  render(
    <AppRouterContext value={router}>
      <SearchParamsContext value={new URLSearchParams()}>
        <QueryClientProvider client={createQueryClient()}>
          <StartPage />
        </QueryClientProvider>
      </SearchParamsContext>
    </AppRouterContext>,
  );

it('says what to ask for to whom may see nothing', async () => {
  answer = () =>
    Response.json({ code: 'FORBIDDEN', title: 'Your role does not allow this', detail: 'ask' }, { status: 403 });
  show();
  expect(await screen.findByText('You may not see any cluster yet')).toBeTruthy();
});

it('follows what becomes of the clusters, without a stream and without a reload', async () => {
  show();
  expect(await screen.findByText('None of 2 clusters is in danger.')).toBeTruthy();
  answer = () => Response.json({ items: [calm('prod-eu'), { ...calm('prod-us'), reachable: false }] });
  expect(await screen.findByText('1 of 2 clusters in danger', {}, { timeout: 10_000 })).toBeTruthy();
});
