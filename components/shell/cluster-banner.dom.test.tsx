// @vitest-environment happy-dom
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import type { ClusterRow } from '#lib/api/schemas/clusters.ts';
import { networkError } from '#lib/client/api-error.ts';
import { ClusterBanner } from './cluster-banner.tsx';
import { DataAgeBadge } from './data-age-badge.tsx';
import { calmCluster } from './testing.ts';

afterEach(cleanup);

const ago = (ms: number) => new Date(Date.now() - ms).toISOString();

const CLUSTER: ClusterRow = calmCluster(Date.now() - 3_000);
const away = (brokerId: number) => ({
  code: 'BROKER_UNREACHABLE',
  message: 'connection refused',
  brokerId,
  since: ago(60_000),
});

const said = (cluster: Partial<ClusterRow>, error = false) => {
  render(<ClusterBanner cluster={{ ...CLUSTER, ...cluster }} error={error ? networkError(null) : null} />);
  return screen.queryByRole('status')?.textContent?.replaceAll('\u00a0', ' ') ?? null;
};

describe('the banner', () => {
  it('is silent while all is live', () => expect(said({})).toBeNull());

  it('leaves what may not be seen to the overview, and names what went wrong beside it', () => {
    const lacking = { code: 'INCOMPLETE_PERMISSIONS', message: 'Tidemark lacks', brokerId: null, since: null };
    expect(said({ failures: [lacking] })).toBeNull();
    const text = said({ failures: [lacking, away(3)] });
    expect(text).toContain('Broker 3 could not be read in full.');
    expect(text).not.toContain('Tidemark lacks');
  });

  it('names the broker that could not be read, and since when', () => {
    const text = said({ failures: [away(3), away(3)] });
    expect(text).toMatch(
      /^Broker 3 could not be read in full\.Broker 3: connection refused, since .+\. What depends on it is marked unknown/,
    );
  });

  it('names no more than three of many', () => {
    const text = said({ failures: [1, 2, 3, 4, 5].map(away) });
    expect(text).toContain('Brokers 1, 2, 3, 4 and 5 could not be read in full.');
    expect(text).toContain('And 2 more failures.');
  });

  it('says that history is not kept, and what is live all the same', () => {
    const message = 'polls are not kept, charts will have a gap: no space left on device.';
    const text = said({ failures: [{ code: 'HISTORY_NOT_STORED', message, brokerId: null, since: ago(60_000) }] });
    expect(text).toMatch(
      /^The history of prod-eu is not kept in full\.Polls are not kept.+ no space left on device, since .+Totals and states are live/,
    );
  });

  it('says that polls of a while ago are missing while those of now are kept', () => {
    const message =
      '37 polls from 03:00:10 to 03:06:10 (UTC) are missing: Postgres was away for longer than polls can wait';
    expect(said({ failures: [{ code: 'POLLS_LOST', message, brokerId: null, since: ago(60_000) }] })).toMatch(
      /^The history of prod-eu has a gap\.37 polls from .+ since .+All that is shown of now is live/,
    );
  });

  it('says that the name leads to another cluster, whatever its age', () => {
    const message = 'cluster id changed from A to B: another cluster answers under this name, so nothing of it is read';
    const failures = [{ code: 'CLUSTER_ID_CHANGED', message, brokerId: null, since: ago(600_000) }];
    const text = said({ observedAt: ago(610_000), failures });
    expect(text).toMatch(
      /^prod-eu is another cluster now\.Cluster id changed from A to B.+What you see is of the cluster it was/,
    );
  });

  it('says how old stale data is', () => {
    expect(said({ observedAt: ago(269_000) })).toMatch(/^This is 4 min \d+ s old\.prod-eu is read every 10 s/);
  });

  describe('where the database refuses polls', () => {
    const message = 'polls are read but the database refuses them: index row size 6016 exceeds btree maximum';
    const failures = [{ code: 'POLL_NOT_STORED', message, brokerId: null, since: ago(260_000) }];

    it('says so instead of blaming the collector', () => {
      const text = said({ observedAt: ago(269_000), failures });
      expect(text).toMatch(
        /^This is 4 min \d+ s old\.The newest poll that was stored is of .+\. Polls are read but the database refuses them: index row size 6016 exceeds btree maximum, since /,
      );
      expect(text).not.toContain('collector');
    });

    it('says so before the data is old, and claims nothing to be live', () => {
      const text = said({ failures: [...failures, away(3)] });
      expect(text).toMatch(
        /^The polls of prod-eu are not stored\.The newest poll that was stored is of .+ refuses them/,
      );
      expect(text).toContain('Broker 3: connection refused');
      expect(text).not.toContain('live');
    });

    it('says so where none was ever stored', () => {
      expect(said({ observedAt: null, failures })).toMatch(
        /^The polls of prod-eu are not stored\.None could be stored yet\. Polls are read/,
      );
    });
  });

  it('says that nobody answers, and of when the page is', () => {
    expect(said({ reachable: false, failures: [away(1)] })).toMatch(
      /^No broker of prod-eu answers\.What you see is from /,
    );
    cleanup();
    expect(said({ reachable: false, observedAt: null })).toContain('It has not been read yet.');
  });

  it('says first that the console itself is away', () => {
    expect(said({ reachable: false }, true)).toMatch(
      /^Tidemark does not answer\.What you see is the last that was read\./,
    );
  });
});

it.each([
  ['live', {}, true, /^live, \d+ s ago$/],
  ['late', { observedAt: ago(45_000) }, true, /^late, \d+ s ago$/],
  ['unreachable', { reachable: false }, true, /^no answer, /],
  ['the server is away', {}, false, /^no answer, /],
  ['waiting', { observedAt: null }, true, /^not read yet$/],
] as const)('the age of the data: %s', (_, change, answering, expected) => {
  const { container } = render(<DataAgeBadge cluster={{ ...CLUSTER, ...change }} answering={answering} />);
  expect(container.textContent?.replaceAll('\u00a0', ' ')).toMatch(expected);
});
