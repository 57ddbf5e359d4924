// @vitest-environment happy-dom
import { cleanup, render, screen } from '@testing-library/react';
import { AppRouterContext } from 'next/dist/shared/lib/app-router-context.shared-runtime';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { spoken, testRouter } from '#components/ui/testing.ts';
import { clusterOverviewExample } from '#lib/api/examples/clusters.ts';
import type { ClusterRow } from '#lib/api/schemas/clusters.ts';
import { ClusterTable, clustersAnswer } from './cluster-table.tsx';

const CALM: ClusterRow = {
  ...clusterOverviewExample,
  name: 'prod-eu',
  observedAt: new Date().toISOString(),
  stale: false,
  reachable: true,
  brokers: { total: 3, up: 3, unreachable: 0, down: 0 },
  groupsByStatus: { OK: 4 },
  groupsBySeverity: { error: 0, warn: 0, calm: 4 },
  replication: { offline: 0, underMinIsr: 0, atMinIsr: 0, underReplicated: 0, reassigning: 0, notPreferred: 0 },
  firing: 0,
  failures: [],
};
const NEVER: ClusterRow = {
  ...CALM,
  name: 'never',
  observedAt: null,
  stale: true,
  reachable: false,
  kafkaVersion: null,
  brokers: { total: 0, up: 0, unreachable: 0, down: 0 },
  topics: 0,
  partitions: 0,
  groups: 0,
  groupsByStatus: {},
  groupsBySeverity: { error: 0, warn: 0, calm: 0 },
};
const router = testRouter();

beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, 'getBoundingClientRect').mockReturnValue(new DOMRect(0, 0, 1600, 33));
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

it('has no figures of a cluster that was never read', () => {
  render(
    <AppRouterContext value={router}>
      <ClusterTable clusters={[CALM, NEVER]} />
    </AppRouterContext>,
  );
  const [, never, calm] = screen.getAllByRole('row').map((row) => [...row.children].map((cell) => cell.textContent));
  expect(never).toEqual(['never', 'no broker answers', '–', '–', '–', '–', '–', '–', '–', '–', '–']);
  expect(calm?.slice(2, 8)).toEqual(['0', '0', String(CALM.groups), '0', '0', '3 of 3']);
});

it('leads to what fires on a cluster, also on one of which nothing could ever be read', () => {
  render(
    <AppRouterContext value={router}>
      <ClusterTable
        clusters={[
          { ...CALM, firing: 3 },
          { ...NEVER, firing: 1 },
        ]}
      />
    </AppRouterContext>,
  );
  expect(screen.getByRole('link', { name: '3' }).getAttribute('href')).toBe('/clusters/prod-eu/alerts?state=firing');
  expect(screen.getByRole('link', { name: '1' }).getAttribute('href')).toBe('/clusters/never/alerts?state=firing');
});

it('shows the cluster that nothing is known of before one of which a group needs a look', () => {
  render(
    <AppRouterContext value={router}>
      <ClusterTable clusters={[{ ...CALM, groupsBySeverity: { error: 1, warn: 0, calm: 3 } }, NEVER]} />
    </AppRouterContext>,
  );
  const [, first] = screen.getAllByRole('row').map((row) => row.children[0]?.textContent);
  expect(first).toBe('never');
});

describe('which one is burning', () => {
  const stale = { ...CALM, name: 'late', stale: true };
  const truncated = (name: string) => ({ ...CALM, name, groupsBySeverity: { error: 1, warn: 0, calm: 3 } });
  const offline = { ...CALM, name: 'off', replication: { ...CALM.replication, offline: 2 } };
  it.each<[clusters: ClusterRow[], says: string]>([
    [[], 'No cluster to watch yet.'],
    [[CALM, { ...CALM, name: 'b' }], 'None of 2 clusters is in danger.'],
    [[CALM, NEVER], '1 of 2 clusters in danger: never (no broker answers).'],
    [
      [truncated('a'), truncated('b'), CALM, offline, truncated('c'), NEVER],
      '5 of 6 clusters in danger: never (no broker answers), off (2 partitions offline), a (1 group in danger) and 2 more.',
    ],
    [[CALM, stale], 'No cluster that is read now is in danger; 1 not known: late (not read lately).'],
    [[stale], 'Nothing is known now: late (not read lately).'],
  ])('%#', (clusters, says) => expect(spoken(clustersAnswer(clusters))).toBe(says));
});
