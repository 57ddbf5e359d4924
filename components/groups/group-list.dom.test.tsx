// @vitest-environment happy-dom
import { QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { AppRouterContext } from 'next/dist/shared/lib/app-router-context.shared-runtime';
import { NuqsTestingAdapter } from 'nuqs/adapters/testing';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ClusterProvider } from '#components/shell/cluster-context.tsx';
import { calmCluster } from '#components/shell/testing.ts';
import { testRouter } from '#components/ui/testing.ts';
import { steadyFlowExample, unknownTimeLagExample } from '#lib/api/examples/groups.ts';
import type { ClusterRow } from '#lib/api/schemas/clusters.ts';
import type { GroupRow } from '#lib/api/schemas/groups.ts';
import { createQueryClient } from '#lib/client/query-client.ts';
import { GroupList } from './group-list.tsx';

const CLUSTER: ClusterRow = {
  ...calmCluster(),
  groups: 3,
  groupsByStatus: { LOST: 1, NO_DATA: 1, OK: 1 },
  groupsBySeverity: { error: 1, warn: 1, calm: 1 },
};

const row = (group: string, change: Partial<GroupRow>): GroupRow => ({
  group,
  slug: group,
  type: 'classic',
  protocolType: 'consumer',
  state: 'Stable',
  assignOnly: false,
  lag: '12',
  lagIsAtLeast: false,
  knownPartitions: 4,
  totalPartitions: 4,
  topics: 1,
  members: 2,
  status: 'OK',
  statusSince: null,
  severity: 'calm',
  statuses: {},
  states: {},
  trend: [],
  ...steadyFlowExample,
  timeLag: unknownTimeLagExample,
  loss: null,
  hot: [],
  failure: null,
  ...change,
});

const ROWS = [
  row('geo', { status: 'LOST', severity: 'error' }),
  row('audit', { status: 'NO_DATA', severity: 'warn', knownPartitions: 3 }),
  row('payments', {}),
];

const answer = vi.fn<(url: URL) => Response>();
const router = testRouter();

function page(items: GroupRow[], nextCursor: string | null = null): Response {
  return Response.json({
    observedAt: CLUSTER.observedAt,
    stale: false,
    items,
    total: items.length,
    nextCursor,
    countsByStatus: { LOST: 1, NO_DATA: 1, OK: 1 },
  });
}

function open(address = '') {
  render(
    <AppRouterContext value={router}>
      <NuqsTestingAdapter searchParams={address} hasMemory rateLimitFactor={0}>
        <QueryClientProvider client={createQueryClient()}>
          <ClusterProvider name="prod-eu" row={CLUSTER}>
            <GroupList />
          </ClusterProvider>
        </QueryClientProvider>
      </NuqsTestingAdapter>
    </AppRouterContext>,
  );
}

beforeEach(() => {
  answer.mockReset();
  vi.stubGlobal('fetch', async (path: string) => answer(new URL(path, 'http://console')));
  vi.spyOn(HTMLElement.prototype, 'getBoundingClientRect').mockReturnValue(new DOMRect(0, 0, 1400, 33));
});

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

it('answers first, then shows the rows as the server sorted them', async () => {
  answer.mockImplementation(() => page(ROWS));
  open();
  const heading = await screen.findByRole('heading', { level: 1 });
  expect(heading.textContent?.replaceAll('\u00a0', ' ')).toBe('2 of 3 groups need a look: 1 no data, 1 lost.');
  expect(screen.getAllByRole('link').map((link) => link.textContent)).toEqual(['geo', 'audit', 'payments']);
  expect(screen.getByText('3 of 4')).toBeTruthy();
});

it('asks the server for what the address says', async () => {
  answer.mockImplementation(() => page([]));
  open('?search=pay&sort=-lag&status=LOST');
  await screen.findByText('No group matches');
  const asked = answer.mock.lastCall?.[0];
  expect(asked?.pathname).toBe('/api/v1/clusters/prod-eu/groups');
  expect(Object.fromEntries(asked?.searchParams ?? [])).toEqual({
    search: 'pay',
    sort: '-lag',
    status: 'LOST',
    limit: '100',
  });
});

it('a chip filters by position, and all are back with one click', async () => {
  answer.mockImplementation(() => page(ROWS));
  open();
  await userEvent.click(await screen.findByRole('button', { name: /^Lost/ }));
  await vi.waitFor(() => expect(answer.mock.lastCall?.[0].searchParams.get('status')).toBe('LOST'));
  await userEvent.click(screen.getByRole('button', { name: /^All/ }));
  await vi.waitFor(() =>
    expect(screen.getByRole('button', { name: /^All/ }).getAttribute('aria-pressed')).toBe('true'),
  );
});

it('says what failed and what to do, instead of bars for ever', async () => {
  const problem = {
    title: 'The database does not answer',
    status: 503,
    code: 'DATABASE_UNAVAILABLE',
    detail: 'Start it.',
  };
  answer.mockImplementation(() => Response.json(problem, { status: 503 }));
  open();
  const alert = await screen.findByRole('alert', {}, { timeout: 4_500 });
  expect(alert.textContent).toContain('The groups of prod-eu could not be loaded. The database does not answer.');
  expect(screen.queryByRole('grid')).toBeNull();
  answer.mockImplementation(() => page(ROWS));
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
  expect(await screen.findByText('geo')).toBeTruthy();
});
