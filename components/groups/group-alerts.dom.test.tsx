// @vitest-environment happy-dom
import { cleanup, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { alertsServer, incident, show } from '#components/alerts/testing.tsx';
import type { TestServer } from '#components/settings/testing.ts';
import { groupBaselineExample, groupDetailExample, lagSeriesExample } from '#lib/api/examples/groups.ts';
import { ruleExample } from '#lib/api/examples/rules.ts';
import { GroupView } from './group-view.tsx';

const GROUP = '/api/v1/clusters/prod-eu/groups/payments-worker';

let server: TestServer;
let asked: Record<string, URLSearchParams>;
beforeEach(() => {
  server = alertsServer('operator');
  asked = {};
  server.reads[GROUP] = () => Response.json({ ...groupDetailExample, group: 'payments-worker' });
  server.reads[`${GROUP}/baseline`] = () => Response.json(groupBaselineExample);
  put([ruleExample], []);
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

function put(rules: object[], incidents: object[]): void {
  const answering = (path: string, items: object[]) => {
    server.reads[path] = (query) => {
      asked[path] = query;
      return Response.json({ items, nextCursor: null, firing: incidents.length });
    };
  };
  answering('/api/v1/rules', rules);
  answering('/api/v1/incidents', incidents);
}
const rule = (name: string, threshold: number, condition: object = {}) => ({
  ...ruleExample,
  id: name,
  name,
  condition: { ...ruleExample.condition, threshold, ...condition },
});
const page = (search = '') => show(<GroupView slug="payments-worker" />, search);
const thresholds = async () =>
  within(await screen.findByRole('list', { name: 'Thresholds' }, { timeout: 10_000 }))
    .getAllByRole('listitem')
    .map(({ textContent }) => textContent);

describe('the chart of lag', () => {
  it('has the thresholds of the rules that are over the group', async () => {
    put([rule('near', 100_000), rule('off', 1, { metric: 'time-lag' })], []);
    page();
    expect(await thresholds()).toEqual(['near: 100,000']);
    expect(Object.fromEntries(asked['/api/v1/rules'] ?? [])).toEqual({ cluster: 'prod-eu', group: 'payments-worker' });
    expect(screen.queryByText(/above the chart/)).toBeNull();
  });

  it('tells of a threshold that is far above it, and draws the lag as large as before', async () => {
    put([rule('far', 10_000_000)], []);
    page();
    expect(await screen.findByText('threshold 10,000,000 is above the chart', {}, { timeout: 10_000 })).toBeTruthy();
  });

  it('says which rules have thresholds for other lines', async () => {
    put([rule('worst', 5_000, { aggregation: 'worst-partition' })], []);
    page();
    expect(await screen.findByText('Thresholds of other lines than these: worst (each partition).')).toBeTruthy();
  });

  it('lists the incidents of its window, each with the way to it', async () => {
    const over = { resolvedAt: '2026-11-23T14:30:00.000Z', resolution: 'recovered' } as const;
    put([], [incident({}), incident({ id: '5b0a6a53-4f6a-4f7e-9f54-000000000002', ...over })]);
    page('?from=2026-11-23T13:00:00.000Z&to=2026-11-23T15:00:00.000Z');
    const list = within(await screen.findByRole('list', { name: 'Incidents in the chart' }));
    const [open, ended] = list.getAllByRole('listitem').map(({ textContent }) => textContent);
    expect(open).toMatch(/CRITICAL.*payments behind.*lag 80,112, above 10,000.*until now/);
    expect(ended).toMatch(/RESOLVED.* to /);
    expect(list.getAllByRole('link')[0]?.getAttribute('href')).toBe(`/clusters/prod-eu/alerts/${incident({}).id}`);
  });
});

describe('"Alert on this"', () => {
  const address = async () => {
    const link = await screen.findByRole('link', { name: 'Alert on this' });
    return new URL(link.getAttribute('href') ?? '', 'https://x.test').searchParams;
  };

  it('leads to a rule over this group, above what is usual', async () => {
    page();
    await waitFor(async () => expect((await address()).get('threshold')).toBe('3000'));
    expect(Object.fromEntries(await address())).toEqual({
      tab: 'rules',
      rule: 'new',
      group: 'payments-worker',
      metric: 'lag',
      threshold: '3000',
    });
  });

  it('follows the unit of the chart', async () => {
    server.reads[`${GROUP}/lag`] = () => Response.json({ ...lagSeriesExample, unit: 'seconds' });
    page('?unit=seconds');
    await waitFor(async () => expect(Object.fromEntries(await address())).toMatchObject({ metric: 'time-lag' }));
  });

  it('is for those who may make rules', async () => {
    server = alertsServer('viewer');
    server.reads[GROUP] = () => Response.json({ ...groupDetailExample, group: 'payments-worker' });
    page();
    expect(await screen.findByRole('button', { name: 'Copy link' })).toBeTruthy();
    expect(screen.queryByRole('link', { name: 'Alert on this' })).toBeNull();
  });
});

it('says on the page of a group whose it is', async () => {
  page();
  expect((await screen.findByText('Owner')).nextElementSibling?.textContent).toBe(
    'payments, tier gold · Runbook of payments',
  );
});
