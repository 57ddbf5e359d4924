// @vitest-environment happy-dom
import { QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render, screen } from '@testing-library/react';
import { AppRouterContext } from 'next/dist/shared/lib/app-router-context.shared-runtime';
import { NuqsTestingAdapter } from 'nuqs/adapters/testing';
import { afterEach, expect, it, vi } from 'vitest';
import { ClusterProvider } from '#components/shell/cluster-context.tsx';
import { testRouter } from '#components/ui/testing.ts';
import { brokerListExample, clusterOverviewExample } from '#lib/api/examples/clusters.ts';
import { eventPageExample } from '#lib/api/examples/events.ts';
import type { ClusterOverview } from '#lib/api/schemas/clusters.ts';
import { createQueryClient } from '#lib/client/query-client.ts';
import { BrokersView } from './brokers-view.tsx';

const LIVE: ClusterOverview = {
  ...clusterOverviewExample,
  name: 'prod-eu',
  observedAt: new Date().toISOString(),
  reachable: true,
  staleAfterMs: 30_000,
};
const router = testRouter();

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

/** The page of the brokers of a cluster: its answer, and the heads of its parts. */
async function show(row: ClusterOverview): Promise<{ answer: string; heads: (string | undefined)[] }> {
  const list = { ...brokerListExample, observedAt: row.observedAt };
  const brokers = row.observedAt === null ? { ...list, controller: null, items: [] } : list;
  const answerTo = (path: string) =>
    path.endsWith('/brokers') ? brokers : path.includes('/events?') ? eventPageExample : row;
  vi.stubGlobal('fetch', async (path: string) => Response.json(answerTo(path)));
  render(
    <AppRouterContext value={router}>
      <NuqsTestingAdapter>
        <QueryClientProvider client={createQueryClient()}>
          <ClusterProvider name="prod-eu" row={row}>
            <BrokersView />
          </ClusterProvider>
        </QueryClientProvider>
      </NuqsTestingAdapter>
    </AppRouterContext>,
  );
  const heading = await screen.findByRole('heading', { level: 1 });
  const heads = screen.getAllByRole('heading', { level: 2 }).map((head) => head.parentElement);
  return {
    answer: (heading.textContent ?? '').replaceAll('\u00a0', ' '),
    heads: heads.map((head) => head?.querySelector('h2 + span')?.textContent),
  };
}

it('tells who is up and who leads while that is live', async () => {
  const { answer, heads } = await show(LIVE);
  expect(answer).toMatch(/^Broker 3 is down since .+; node 1 leads the controller quorum\.$/);
  expect(heads).toContain('KRaft, epoch 7');
});

it('says of a cluster that does not answer who led it when it was last read', async () => {
  const { answer, heads } = await show({ ...LIVE, reachable: false });
  expect(answer).toBe('No broker of prod-eu answers; below is what was last read.');
  expect(heads).toContain('KRaft, epoch 7, as last read');
});

it('counts nothing of a cluster that was never read', async () => {
  const { answer, heads } = await show({ ...LIVE, observedAt: null, reachable: false });
  expect(answer).toBe('No broker of prod-eu answers, and none did before.');
  expect(heads.filter(Boolean)).toEqual([]);
});
