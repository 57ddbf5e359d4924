// @vitest-environment happy-dom
import { cleanup, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { inDialog, problem, type TestServer } from '#components/settings/testing.ts';
import { lagSeriesExample } from '#lib/api/examples/groups.ts';
import { timelineExample } from '#lib/api/examples/incident-timeline.ts';
import { incidentDetailExample, incidentExample } from '#lib/api/examples/incidents.ts';
import type { Incident } from '#lib/api/schemas/incidents.ts';
import { IncidentView } from './incident-view.tsx';
import { alertsServer, incident, show } from './testing.tsx';

const { id } = incidentExample;
const OTHER = '5b0a6a53-4f6a-4f7e-9f54-000000000002';

let server: TestServer;
beforeEach(() => {
  server = alertsServer('operator');
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const page = () => show(<IncidentView id={id} />);
function put(changes: Parameters<typeof incident>[0], earlier: readonly Incident[] = []): void {
  server.reads[`/api/v1/incidents/${id}`] = () =>
    Response.json({ ...incidentDetailExample, incident: incident(changes), earlier });
}

it('says what is wrong, with what, since when, by which rule, and what to do about it', async () => {
  page();
  expect(await screen.findByRole('heading', { name: 'Lag 80,112, above 10,000.' })).toBeTruthy();
  expect(screen.getByRole('link', { name: 'payments-worker' }).getAttribute('href')).toContain(
    '/clusters/prod-eu/groups/payments-worker?from=2026-11-23T13%3A01%3A30.000Z',
  );
  expect(screen.getByText('payments/1')).toBeTruthy();
  expect(screen.getByText('10.0.3.7')).toBeTruthy();
  expect(screen.getByRole('link', { name: 'payments behind' }).getAttribute('href')).toBe(
    '/clusters/prod-eu/alerts?tab=rules&search=payments+behind',
  );
  expect(screen.getByRole('link', { name: 'Runbook' }).getAttribute('href')).toBe(incidentExample.rule.runbook);
  expect(screen.getByText('It never fired before, as far as is kept.')).toBeTruthy();
});

it('that is open only for what was deleted unread says so, and what ends it', async () => {
  // Whoever looked at the lag before has not seen that.
  const ack = { at: '2026-11-23T14:04:00.000Z', by: 'ada', note: null };
  server.reads[`/api/v1/incidents/${id}`] = () =>
    Response.json({ ...incidentDetailExample, incident: incident({ ack }), isHeldOpen: true });
  page();
  expect(await screen.findByText(/^Its value is good again, but records were deleted unread/)).toBeTruthy();
  expect(await screen.findByRole('button', { name: 'Acknowledge' })).toBeTruthy();
});

it('of another cluster says so and leads there', async () => {
  put({ cluster: 'prod-us' });
  page();
  expect(await screen.findByRole('heading', { name: 'prod-eu has no such incident' })).toBeTruthy();
  expect(screen.getByRole('link', { name: 'prod-us' }).getAttribute('href')).toBe(`/clusters/prod-us/alerts/${id}`);
  expect(screen.queryByRole('button', { name: 'Acknowledge' })).toBeNull();
});

it('that there is not says why that may be, and leads back', async () => {
  server.reads[`/api/v1/incidents/${id}`] = problem(404, 'INCIDENT_NOT_FOUND');
  page();
  expect(await screen.findByRole('heading', { name: 'There is no such incident' })).toBeTruthy();
  expect(screen.getByRole('link', { name: 'Alerts of prod-eu' }).getAttribute('href')).toBe('/clusters/prod-eu/alerts');
});

it('that is over says why, and asks nobody to acknowledge it', async () => {
  put({ resolvedAt: '2026-11-23T14:30:00.000Z', resolution: 'rule-deleted' });
  page();
  expect(await screen.findByText('RESOLVED')).toBeTruthy();
  expect(screen.getByText(/the rule was deleted/)).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Acknowledge' })).toBeNull();
});

it('lists the last times with what ended each', async () => {
  const before = incident({
    id: OTHER,
    condition: 'lag 12,000, above 10,000',
    since: '2026-11-22T09:00:00.000Z',
    resolvedAt: '2026-11-22T09:05:00.000Z',
    resolution: 'recovered',
  });
  put({}, [before]);
  page();
  const row = within((await screen.findByText('lag 12,000, above 10,000')).closest('li') as HTMLElement);
  expect(row.getByText(/recovered after 5 min/)).toBeTruthy();
  expect(row.getByRole('link').getAttribute('href')).toBe(`/clusters/prod-eu/alerts/${OTHER}`);
});

describe('what was told of it', () => {
  const lines = async () =>
    within(await screen.findByRole('list', { name: 'Timeline' }))
      .getAllByRole('listitem')
      .map(({ textContent }) => textContent?.replaceAll('\u00a0', ' ') ?? '');

  it('stands in the timeline: for admins by name, with why it did not arrive and the way to the log', async () => {
    page();
    const [began, fired, told, pager, chat] = await lines();
    expect(began).toContain('The condition held for the first time.');
    expect(fired).toContain('the incident opened');
    expect(told).toContain('Told 2 destinations.');
    expect(pager).toBe('pagerduty-prod: arrived after 1 s');
    expect(chat).toContain('chat of payments: could not be delivered: 403 invalid_token');
    expect(screen.getByRole('link', { name: 'Delivery log' }).getAttribute('href')).toBe(
      '/clusters/prod-eu/alerts?tab=destinations',
    );
  });

  it('stands there for others by number', async () => {
    const timeline = timelineExample.map((entry) =>
      entry.kind === 'told'
        ? { ...entry, destinations: entry.destinations.map((one) => ({ ...one, name: null, reason: null })) }
        : entry,
    );
    server.reads[`/api/v1/incidents/${id}`] = () => Response.json({ ...incidentDetailExample, timeline });
    page();
    expect((await lines()).at(-1)).toContain('Told 2 destinations.1 arrived, 1 could not be delivered');
    expect(screen.queryByRole('link', { name: 'Delivery log' })).toBeNull();
  });

  it('is nothing while it is muted, which is said with the reason', async () => {
    put({ muted: { by: 'silence', silence: '3', why: 'deploy of payments', until: null } });
    page();
    expect(await screen.findByRole('link', { name: '“deploy of payments”' })).toBeTruthy();
  });
});

describe('the chart', () => {
  it('is of the lag that the rule looks at, from an hour before', async () => {
    const asked: URLSearchParams[] = [];
    server.reads['/api/v1/clusters/prod-eu/groups/payments-worker/lag'] = (query) => {
      asked.push(query);
      return Response.json(lagSeriesExample);
    };
    put({ limit: { metric: 'time-lag', aggregation: 'group-sum', threshold: 60 } });
    page();
    expect(await screen.findByRole('figure', { name: /lag/i })).toBeTruthy();
    await waitFor(() => expect(asked).not.toEqual([]));
    expect(Object.fromEntries(asked[0] ?? [])).toMatchObject({
      from: '2026-11-23T13:01:30.000Z',
      by: 'group',
      unit: 'seconds',
    });
  });

  it.each([
    ['a topic', { group: null, topic: 'orders' }],
    ['the cluster', { group: null, topic: null }],
  ])('is not there for an incident of %s, which has no lag', async (_, changes) => {
    put(changes);
    page();
    expect(await screen.findByRole('list', { name: 'Timeline' })).toBeTruthy();
    expect(screen.queryByRole('figure')).toBeNull();
  });
});

describe('acknowledging', () => {
  it('sends the note, and the page says who looks at it', async () => {
    const user = page();
    await user.click(await screen.findByRole('button', { name: 'Acknowledge' }));
    await user.type(inDialog().getByLabelText('Note'), 'on it');
    put({ ack: { at: '2026-11-23T14:04:00.000Z', by: 'ada@example.com', note: 'on it' } });
    await user.click(inDialog().getByRole('button', { name: 'Acknowledge' }));
    expect(server.sent).toEqual([{ method: 'POST', path: `/api/v1/incidents/${id}/ack`, body: { note: 'on it' } }]);
    expect((await screen.findAllByText(/on it$/)).length).toBeGreaterThan(0);
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Acknowledge' })).toBeNull());
  });

  it('what somebody has seen meanwhile says so in the dialog', async () => {
    server.answer = problem(409, 'INCIDENT_SEEN');
    const user = page();
    await user.click(await screen.findByRole('button', { name: 'Acknowledge' }));
    await user.click(inDialog().getByRole('button', { name: 'Acknowledge' }));
    expect((await inDialog().findByRole('alert')).textContent).toBe('It cannot be. Do something else.');
  });

  it('a note that cannot be says so at its field', async () => {
    server.answer = problem(400, 'INVALID_PARAMETER', [{ parameter: 'note', message: 'must be one line' }]);
    const user = page();
    await user.click(await screen.findByRole('button', { name: 'Acknowledge' }));
    await user.click(inDialog().getByRole('button', { name: 'Acknowledge' }));
    expect(await inDialog().findByText('Must be one line.')).toBeTruthy();
    expect(inDialog().queryByRole('alert')).toBeNull();
  });

  it('is not offered to who may only look', async () => {
    server = alertsServer('viewer');
    page();
    expect(await screen.findByText('payments/1')).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Acknowledge' })).toBeNull();
  });
});
