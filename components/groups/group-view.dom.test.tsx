// @vitest-environment happy-dom
import { QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render, screen } from '@testing-library/react';
import { NuqsTestingAdapter } from 'nuqs/adapters/testing';
import type { ReactNode } from 'react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ClusterProvider } from '#components/shell/cluster-context.tsx';
import { TopicView } from '#components/topics/topic-view.tsx';
import { clusterOverviewExample } from '#lib/api/examples/clusters.ts';
import { groupSlug } from '#lib/api/group-slug.ts';
import type { ClusterRow } from '#lib/api/schemas/clusters.ts';
import { createQueryClient } from '#lib/client/query-client.ts';
import { GroupView } from './group-view.tsx';

const READ: ClusterRow = { ...clusterOverviewExample, name: 'prod-eu' };
const NEVER: ClusterRow = { ...READ, observedAt: null, reachable: false };

beforeEach(() => {
  const problem = { title: 'No such group', status: 404, code: 'GROUP_NOT_FOUND', detail: 'x' };
  vi.stubGlobal('fetch', async () => Response.json(problem, { status: 404 }));
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

/** The heading of the page. */
async function heading(row: ClusterRow | null, view: ReactNode): Promise<string | null> {
  render(
    <NuqsTestingAdapter>
      <QueryClientProvider client={createQueryClient()}>
        <ClusterProvider name="prod-eu" row={row}>
          {view}
        </ClusterProvider>
      </QueryClientProvider>
    </NuqsTestingAdapter>,
  );
  return (await screen.findByRole('heading', { level: 1 })).textContent;
}

it.each([
  ['a group', <GroupView key="g" slug="x" />, 'prod-eu has no group x'],
  ['a topic', <TopicView key="t" topic="x" />, 'prod-eu has no topic x'],
  ['an id that cannot be seen', <GroupView key="s" slug={groupSlug(' \u202E')} />, 'prod-eu has no group ␣\\u202E'],
])('says of %s that it does not exist where the cluster was read', async (_, view, words) =>
  expect(await heading(READ, view)).toBe(words),
);

it.each([
  ['group', <GroupView key="g" slug="x" />],
  ['topic', <TopicView key="t" topic="x" />],
])('says of a %s that it is unknown where the cluster never was', async (kind, view) => {
  expect(await heading(NEVER, view)).toBe(`Whether prod-eu has the ${kind} x is not known yet`);
  expect(screen.queryByText(/deleted/)).toBeNull();
});
