// @vitest-environment happy-dom
import { cleanup, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { problem, type TestServer } from '#components/settings/testing.ts';
import { createQueryClient } from '#lib/client/query-client.ts';
import { IncidentsView } from './incidents-view.tsx';
import { alertsServer, incident, putIncidents, show } from './testing.tsx';

const ACK = { at: '2026-11-23T14:04:00.000Z', by: 'grace@example.com', note: null };
const OVER = { resolvedAt: '2026-11-23T14:30:00.000Z', resolution: 'recovered' } as const;
/** An id of its own: rows are told apart by it. */
const id = (number: number) => `5b0a6a53-4f6a-4f7e-9f54-${String(number).padStart(12, '0')}`;

let server: TestServer;
beforeEach(() => {
  server = alertsServer();
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const list = (search = '') => show(<IncidentsView cluster="prod-eu" />, search);
/** What each row is about, in order. */
async function subjects(): Promise<(string | null)[]> {
  const rows = await screen.findAllByRole('row', { name: /group-/ });
  return rows.map((row) => within(row).getByText(/^group-/).textContent);
}

it('what fires comes first, the worst and of those the newest before the others, what somebody looks at after them', async () => {
  // As the API has them: those that opened last first.
  putIncidents(
    server,
    [
      incident({ id: id(1), group: 'group-info', severity: 'info' }),
      incident({ id: id(2), group: 'group-new', severity: 'error' }),
      incident({ id: id(3), group: 'group-seen', severity: 'critical', ack: ACK }),
      incident({ id: id(4), group: 'group-old', severity: 'error' }),
      incident({ id: id(5), group: 'group-worst', severity: 'critical' }),
    ],
    [incident({ id: id(6), group: 'group-over', severity: 'critical', ...OVER })],
  );
  list();
  expect(await subjects()).toEqual(['group-worst', 'group-seen', 'group-new', 'group-old', 'group-info', 'group-over']);
  expect(
    screen.getByRole('heading', { name: /^5 incidents fire on prod-eu ?; at 4 of them nobody looks yet.$/ }),
  ).toBeTruthy();
});

describe('a filter', () => {
  beforeEach(() =>
    putIncidents(
      server,
      [incident({ id: id(1), group: 'group-open' })],
      [incident({ id: id(2), group: 'group-over', ...OVER })],
    ),
  );

  it.each([
    ['Firing', ['group-open']],
    ['Resolved', ['group-over']],
    ['All', ['group-open', 'group-over']],
  ])('shows those alone: %s', async (chip, shown) => {
    const user = list(chip === 'All' ? '?state=firing' : '');
    await subjects();
    await user.click(screen.getByRole('button', { name: new RegExp(`^${chip}`) }));
    await expect.poll(subjects).toEqual(shown);
  });

  it('of text finds subject, condition, rule and who looks at it', async () => {
    putIncidents(server, [
      incident({ id: id(1), group: 'group-one' }),
      incident({ id: id(2), group: 'group-two', ack: ACK }),
    ]);
    const user = list();
    await user.type(await screen.findByRole('searchbox'), 'grace');
    await expect.poll(subjects).toEqual(['group-two']);
    await user.type(screen.getByRole('searchbox'), 'x');
    expect(await screen.findByText('Nothing here contains “gracex”.')).toBeTruthy();
  });
});

describe('where nothing fires', () => {
  it('it says since when, by the last that ended', async () => {
    putIncidents(server, [], [incident({ id: id(1), ...OVER })]);
    list();
    expect(await screen.findByRole('heading', { name: /^Nothing has fired on prod-eu since/ })).toBeTruthy();
  });

  it('and nothing ever did, it says what an incident is', async () => {
    putIncidents(server, []);
    list();
    expect(await screen.findByText('Nothing fired yet.')).toBeTruthy();
    expect(screen.getByText(/An incident opens when the condition of a rule has held/)).toBeTruthy();
  });

  it('because nothing can, it leads to the rules', async () => {
    server.reads['/api/v1/rules'] = () => Response.json({ items: [] });
    putIncidents(server, []);
    list();
    const link = await screen.findByRole('link', { name: 'no rule is switched on' });
    expect(link.getAttribute('href')).toBe('/clusters/prod-eu/alerts?tab=rules');
  });
});

it('says what is wrong where the incidents cannot be read, and never that nothing fires', async () => {
  server.reads['/api/v1/incidents'] = problem(400, 'INVALID_PARAMETER');
  list();
  expect((await screen.findByRole('alert')).textContent).toContain('The incidents of prod-eu could not be loaded');
  expect(screen.queryByText(/[Nn]othing/)).toBeNull();
});

it('what was read last stays, and says so, where it cannot be renewed', async () => {
  putIncidents(server, [incident({ id: id(1), group: 'group-open' })]);
  const queries = createQueryClient();
  show(<IncidentsView cluster="prod-eu" />, '', queries);
  await subjects();
  server.reads['/api/v1/incidents'] = problem(400, 'INVALID_PARAMETER');
  await queries.invalidateQueries();
  expect(await screen.findByText(/could not be renewed: what you see is the last that was read/)).toBeTruthy();
  expect(await subjects()).toEqual(['group-open']);
});
