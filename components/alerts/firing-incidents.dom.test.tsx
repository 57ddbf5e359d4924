// @vitest-environment happy-dom
import { cleanup, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { problem, type TestServer } from '#components/settings/testing.ts';
import { createQueryClient } from '#lib/client/query-client.ts';
import { FiringIncidents } from './firing-incidents.tsx';
import { alertsServer, incident, putIncidents, show } from './testing.tsx';

let server: TestServer;
beforeEach(() => {
  server = alertsServer('viewer');
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const id = (number: number) => `5b0a6a53-4f6a-4f7e-9f54-${String(number).padStart(12, '0')}`;

it('names the worst five of those that fire, each with the way to it, and to all', async () => {
  const many = Array.from({ length: 7 }, (_, number) =>
    incident({ id: id(number), group: `group-${number}`, severity: number === 6 ? 'critical' : 'warning' }),
  );
  putIncidents(server, many);
  show(<FiringIncidents cluster="prod-eu" />);
  const section = within(await screen.findByRole('region', { name: /Firing/ }));
  const links = section.getAllByRole('listitem').map((item) => within(item).getByRole('link'));
  expect(links.map(({ textContent }) => textContent)).toEqual(['group-6', 'group-0', 'group-1', 'group-2', 'group-3']);
  expect(links[0]?.getAttribute('href')).toBe(`/clusters/prod-eu/alerts/${id(6)}`);
  expect(section.getByText('the 5 worst of 7')).toBeTruthy();
  expect(section.getByRole('link', { name: 'All incidents' }).getAttribute('href')).toBe('/clusters/prod-eu/alerts');
});

it('says who looks at one', async () => {
  putIncidents(server, [incident({ ack: { at: '2026-11-23T14:04:00.000Z', by: 'grace@example.com', note: null } })]);
  show(<FiringIncidents cluster="prod-eu" />);
  expect((await screen.findByRole('listitem')).textContent).toContain('grace@example.com, ');
});

it.each([
  ['nothing fires', () => putIncidents(server, [])],
  ['what fires cannot be read', () => (server.reads['/api/v1/incidents'] = problem(400, 'INVALID_PARAMETER'))],
])('takes no room where %s', async (_, prepare) => {
  prepare();
  const queries = createQueryClient();
  show(<FiringIncidents cluster="prod-eu" />, '', queries);
  await waitFor(() => expect(queries.isFetching()).toBe(0));
  expect(screen.queryByRole('region')).toBeNull();
});
