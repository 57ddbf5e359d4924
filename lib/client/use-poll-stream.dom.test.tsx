// @vitest-environment happy-dom
import { QueryClientProvider, useQuery } from '@tanstack/react-query';
import { cleanup, render, screen, waitFor } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { ApiError } from './api-error.ts';
import { clusterKey } from './keys.ts';
import { createQueryClient } from './query-client.ts';
import { renewCluster } from './use-poll-stream.ts';

afterEach(cleanup);

function Shown(props: { name: string; ask: () => Promise<string>; settled?: boolean }) {
  const query = useQuery({
    queryKey: clusterKey('prod-eu', props.name),
    queryFn: props.ask,
    meta: { settled: props.settled ?? false },
  });
  return <p>{query.error ? 'failed' : (query.data ?? 'loading')}</p>;
}

it('a poll renews what is on screen, of this cluster, unless it cannot change', async () => {
  const client = createQueryClient();
  const live = vi.fn(async () => `read ${live.mock.calls.length}`);
  const settled = vi.fn(async () => 'of yesterday');
  render(
    <QueryClientProvider client={client}>
      <Shown name="groups" ask={live} />
      <Shown name="lag" ask={settled} settled />
    </QueryClientProvider>,
  );
  await screen.findByText('read 1');
  renewCluster(client, 'prod-us');
  renewCluster(client, 'prod-eu');
  await screen.findByText('read 2');
  expect(settled).toHaveBeenCalledOnce();
});

it('polls that come faster than retries end do not hide that renewing fails', async () => {
  const client = createQueryClient();
  const problem = { code: 'DATABASE_UNAVAILABLE', status: 503, title: 'Away', detail: 'Start it' };
  const ask = vi.fn(async () => {
    if (ask.mock.calls.length > 1) throw new ApiError(problem);
    return 'read once';
  });
  render(
    <QueryClientProvider client={client}>
      <Shown name="groups" ask={ask} />
    </QueryClientProvider>,
  );
  await screen.findByText('read once');
  const polls = setInterval(() => renewCluster(client, 'prod-eu'), 200);
  await waitFor(() => expect(screen.queryByText('failed')).toBeTruthy(), { timeout: 4_500 });
  clearInterval(polls);
});
