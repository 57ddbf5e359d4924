// @vitest-environment happy-dom
import { QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ClusterProvider } from '#components/shell/cluster-context.tsx';
import { clusterOverviewExample } from '#lib/api/examples/clusters.ts';
import { topicDetailExample, topicRowExample } from '#lib/api/examples/topics.ts';
import type { ClusterOverview } from '#lib/api/schemas/clusters.ts';
import { createQueryClient } from '#lib/client/query-client.ts';
import { DangerMatrix } from './danger-matrix.tsx';

const CALM: ClusterOverview = {
  ...clusterOverviewExample,
  name: 'prod-eu',
  observedAt: new Date().toISOString(),
  reachable: true,
  staleAfterMs: 30_000,
  replication: { offline: 0, underMinIsr: 0, atMinIsr: 0, underReplicated: 0, reassigning: 0, notPreferred: 2 },
  topicsInDanger: [],
};
const IN_DANGER: ClusterOverview = {
  ...CALM,
  replication: { ...CALM.replication, underReplicated: 1 },
  topicsInDanger: [topicRowExample],
};
const away = () =>
  Response.json(
    { title: 'The database cannot be reached', status: 503, code: 'DATABASE_UNAVAILABLE', detail: 'Start it' },
    { status: 503 },
  );

const answer = vi.fn<(path: string) => Response>();

function show(row: ClusterOverview, overview: () => Response = () => Response.json(row)) {
  answer.mockImplementation((path) => (path.includes('/topics/') ? Response.json(topicDetailExample) : overview()));
  render(
    <QueryClientProvider client={createQueryClient()}>
      <ClusterProvider name="prod-eu" row={row}>
        <DangerMatrix cluster="prod-eu" brokerIds={[1, 2, 3]} />
      </ClusterProvider>
    </QueryClientProvider>,
  );
}

beforeEach(() => {
  vi.stubGlobal('fetch', async (path: string) => answer(path));
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

it('is calm where all was read just now', async () => {
  show(CALM);
  expect(await screen.findByText('Every partition has its leader and its replicas in sync.')).toBeTruthy();
});

it.each<[name: string, row: Partial<ClusterOverview>, words: RegExp]>([
  ['was never read', { observedAt: null, reachable: false }, /^Not known yet: nothing could be read so far/],
  ['does not answer', { reachable: false }, /^As last read at .+: every partition has its leader/],
  ['was not read lately', { observedAt: '2026-11-20T14:06:00.000Z' }, /^As last read at .+: every partition has/],
])('claims nothing to be so now of a cluster that %s', async (_, row, words) => {
  show({ ...CALM, ...row });
  expect(await screen.findByText(words)).toBeTruthy();
  expect(screen.queryByText(/^Every partition/)).toBeNull();
});

it('says that it could not be loaded, not that there is none', async () => {
  show(CALM, away);
  const alert = await screen.findByRole('alert', {}, { timeout: 4_500 });
  expect(alert.textContent).toContain('What is in danger could not be loaded. The database cannot be reached.');
  expect(screen.queryByText(/Every partition/)).toBeNull();
});

it('draws each partition in danger against the brokers', async () => {
  show(IN_DANGER);
  expect(await screen.findByRole('link', { name: 'payments 0' })).toBeTruthy();
  expect(screen.getByText('offline')).toBeTruthy();
});

it('says of partitions on the move that they are none in danger', async () => {
  show({ ...CALM, replication: { ...CALM.replication, reassigning: 3 } });
  expect(await screen.findByText(/^Every partition has its leader .* 3.partitions being moved/)).toBeTruthy();
});

it('names the broker that brings a partition without a leader back', async () => {
  show(IN_DANGER);
  const [partition] = topicDetailExample.partitionList;
  const offline = {
    ...partition,
    state: 'offline',
    leader: null,
    replicas: [3],
    isr: [3],
    offlineReplicas: [3],
    broughtBackBy: { anyOf: [3], mayLoseData: false },
  };
  const topic = { ...topicDetailExample, partitionList: [offline] };
  answer.mockImplementation((path) => Response.json(path.includes('/topics/') ? topic : IN_DANGER));
  expect(await screen.findByText('brings it back')).toBeTruthy();
  expect(screen.queryByText('in sync')).toBeNull();
});

it('counts those in danger whose topic could not be loaded', async () => {
  show(IN_DANGER);
  answer.mockImplementation((path) => (path.includes('/topics/') ? away() : Response.json(IN_DANGER)));
  expect(await screen.findByText(/in danger, not told yet which/, {}, { timeout: 4_500 })).toBeTruthy();
  expect(screen.getByText(/1.topic in danger could not be loaded/)).toBeTruthy();
});

it('counts the partitions of topics that the overview does not name too', async () => {
  show({ ...IN_DANGER, replication: { ...CALM.replication, underReplicated: 1, atMinIsr: 59 } });
  expect(await screen.findByText('60 partitions, worst first')).toBeTruthy();
  const rows = screen.getAllByRole('row').length - 1;
  expect(screen.getByText(`And ${60 - rows} more partitions.`)).toBeTruthy();
});
