// @vitest-environment happy-dom
import { cleanup, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { inDialog, type TestServer } from '#components/settings/testing.ts';
import { incidentDetailExample, incidentExample } from '#lib/api/examples/incidents.ts';
import { silenceExample } from '#lib/api/examples/silences.ts';
import type { Incident } from '#lib/api/schemas/incidents.ts';
import { FiringIncidents } from '../firing-incidents.tsx';
import { IncidentView } from '../incident-view.tsx';
import { IncidentsView } from '../incidents-view.tsx';
import { alertsServer, incident, putIncidents, show } from '../testing.tsx';

const { id } = incidentExample;
const MUTED: Incident['muted'] = { by: 'silence', silence: '3', why: 'deploy 4.2', until: '2031-01-02T16:00:00.000Z' };
const other = incident({ id: '5b0a6a53-4f6a-4f7e-9f54-000000000002', group: 'orders' });

let server: TestServer;
beforeEach(() => {
  server = alertsServer('operator');
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe('the page of an incident', () => {
  const timeline = incidentDetailExample.timeline;
  function page(changes: Partial<Incident>, told = timeline) {
    server.reads[`/api/v1/incidents/${id}`] = () =>
      Response.json({ ...incidentDetailExample, timeline: told, incident: incident(changes) });
    return show(<IncidentView id={id} />);
  }
  /** What stands beside a word on the left. */
  const fact = async (label: string) => (await screen.findByText(label)).nextElementSibling?.textContent;

  it('that is muted says by what, until when, and that nobody is told yet', async () => {
    page({ muted: MUTED, told: null });
    expect(await fact('Muted')).toMatch(/^by the silence “deploy 4\.2” until Jan \d 2031 \d\d:\d\d$/);
    expect(await fact('Told')).toBe('not yet, as it is muted');
    expect(screen.getByRole('link', { name: '“deploy 4.2”' }).getAttribute('href')).toBe(
      '/clusters/prod-eu/alerts?tab=silences&search=deploy+4.2',
    );
  });

  it.each([
    [{ ...MUTED, by: 'maintenance' as const, until: null }, 'by the maintenance window “deploy 4.2”'],
    [{ by: 'inhibition' as const, silence: null, why: 'broker 2 down', until: null }, 'explained by: broker 2 down'],
  ])('%j', async (muted, words) => {
    page({ muted });
    expect(await fact('Muted')).toBe(words);
  });

  it('that was told says when, and when again', async () => {
    page({ told: { at: '2031-01-02T16:00:00.000Z', repeatedAt: '2031-01-03T16:00:00.000Z' } });
    expect(await fact('Told')).toMatch(/^at Jan \d 2031 \d\d:\d\d, and again at Jan \d 2031 \d\d:\d\d$/);
    expect(screen.queryByText('Muted')).toBeNull();
  });

  it('of a rule that names no destination says that the console alone has word of it', async () => {
    page({}, []);
    expect(await fact('Told')).toBe('in the console alone: no destination has word of it');
  });

  it('offers to silence its group, by its rule', async () => {
    server.answer = () => Response.json({ silence: silenceExample });
    const user = page({});
    await user.click(await screen.findByRole('button', { name: 'Silence this' }));
    await user.type(inDialog().getByLabelText('Why'), 'deploy{Enter}');
    expect(server.sent).toMatchObject([
      {
        path: '/api/v1/silences',
        body: {
          cluster: 'prod-eu',
          matchers: {
            groups: { include: ['payments-worker'], exclude: [] },
            rules: { include: ['payments behind'], exclude: [] },
          },
        },
      },
    ]);
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('that is over, or of whom may only look, offers no silence', async () => {
    page({ resolvedAt: '2026-11-23T14:30:00.000Z', resolution: 'recovered' });
    expect(await screen.findByText('RESOLVED')).toBeTruthy();
    expect(screen.queryByRole('button', { name: /Silence/ })).toBeNull();
    cleanup();
    server = alertsServer('viewer');
    page({});
    expect(await screen.findByText('Told')).toBeTruthy();
    expect(screen.queryByRole('button', { name: /Silence/ })).toBeNull();
  });
});

it('the list of incidents marks those that are muted, and finds them by what mutes them', async () => {
  putIncidents(server, [incident({ muted: MUTED }), other]);
  const user = show(<IncidentsView cluster="prod-eu" />);
  const row = await screen.findByRole('row', { name: /payments-worker/ });
  expect(within(row).getByTitle(/^Muted by the silence “deploy 4.2” until/)).toBeTruthy();
  expect(within(screen.getByRole('row', { name: /orders/ })).queryByText('muted')).toBeNull();
  await user.type(screen.getByRole('searchbox'), 'deploy 4.2');
  await waitFor(() => expect(screen.queryByRole('row', { name: /orders/ })).toBeNull());
  expect(screen.getByRole('row', { name: /payments-worker/ })).toBeTruthy();
});

it('what fires on the overview is marked, and all of it counts', async () => {
  putIncidents(server, [incident({ muted: MUTED }), other]);
  show(<FiringIncidents cluster="prod-eu" />);
  const section = within(await screen.findByRole('region', { name: /Firing/ }));
  const muted = section.getAllByRole('listitem').filter((item) => within(item).queryByText('muted'));
  expect(muted.map((item) => within(item).getByRole('link').textContent)).toEqual(['payments-worker']);
  expect(section.getByText('2')).toBeTruthy();
});
