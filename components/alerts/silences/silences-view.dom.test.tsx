// @vitest-environment happy-dom
import { cleanup, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { inDialog, problem, type TestServer } from '#components/settings/testing.ts';
import { incidentExample } from '#lib/api/examples/incidents.ts';
import { maintenanceExample, silenceExample, silenceListExample } from '#lib/api/examples/silences.ts';
import { alertsServer, type incident, putIncidents, show } from '../testing.tsx';
import { SilencesView } from './silences-view.tsx';

let server: TestServer;
beforeEach(() => begin('operator'));
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

function begin(role: 'viewer' | 'operator' | 'admin'): void {
  server = alertsServer(role);
  server.reads['/api/v1/silences'] = () => Response.json(silenceListExample);
  server.answer = () => Response.json({ silence: silenceExample });
}

const list = (search = '') => show(<SilencesView cluster="prod-eu" />, `?tab=silences${search}`);
const put = (...changes: object[]) => {
  const items = changes.map((one, number) => ({ ...silenceExample, id: String(number + 1), ...one }));
  server.reads['/api/v1/silences'] = () => Response.json({ items });
};
const MUTED = { by: 'silence', silence: '3', why: silenceExample.comment, until: silenceExample.until } as const;
const OVER = { state: 'over', from: null, until: null, comment: 'yesterday' };

describe('the list', () => {
  it('says what each is over, when, why and by whom, and how many it mutes, with the way to them', async () => {
    putIncidents(server, [{ ...incidentExample, muted: MUTED } as ReturnType<typeof incident>]);
    list();
    const row = await screen.findByRole('row', { name: /Groups payments-\* on prod-eu/ });
    expect(row.textContent).toContain('IN FORCE');
    expect(row.textContent).toContain('deploy of payments 4.2, OPS-311');
    expect(row.textContent).toContain('ada@example.com');
    const link = await within(row).findByRole('link', { name: /^1 muted by/ });
    expect(link.getAttribute('href')).toContain('/clusters/prod-eu/alerts?state=firing&search=deploy+of+payments');
    const heading = screen.getByRole('heading', { name: /1 silence is in force on prod-eu/ });
    expect(heading.textContent).toBe('1 silence is in force on prod-eu; 1 incident is muted by it.');
    const maintenance = screen.getByRole('row', { name: /Everything on prod-eu/ });
    expect(maintenance.textContent).toContain('UPCOMING');
    expect(maintenance.textContent).toMatch(/next (Nov 28 )?\d\d:\d\d.*: every Saturday 02:00 for 3.h, Europe\/Berlin/);
  });

  it('has those of the cluster and of all, in force before upcoming before over', async () => {
    put(
      { ...OVER },
      { ...maintenanceExample, id: '2', comment: 'later' },
      { comment: 'of all', cluster: null },
      { comment: 'elsewhere', cluster: 'prod-us' },
      { comment: 'sooner', until: '2026-11-23T14:30:00.000Z' },
    );
    list();
    const rows = await screen.findAllByRole('row', { name: /IN FORCE|UPCOMING|OVER/ });
    const why = rows.map(({ textContent }) => /yesterday|later|of all|sooner|elsewhere/.exec(textContent ?? '')?.[0]);
    expect(why).toEqual(['sooner', 'of all', 'later', 'yesterday']);
  });

  it('can be narrowed to a state', async () => {
    put(OVER, { comment: 'now' });
    const user = list();
    await screen.findByRole('row', { name: /yesterday/ });
    await user.click(screen.getByRole('button', { name: /^In force/ }));
    await waitFor(() => expect(screen.queryByRole('row', { name: /yesterday/ })).toBeNull());
    expect(screen.getByRole('row', { name: /now/ })).toBeTruthy();
  });

  it('that is empty says what a silence is for', async () => {
    put();
    list();
    expect(await screen.findByText('There is no silence yet')).toBeTruthy();
    expect(screen.getByRole('heading', { name: /Nothing is silenced on prod-eu/ })).toBeTruthy();
  });

  it('that cannot be read says so, and never that nothing is silenced', async () => {
    server.reads['/api/v1/silences'] = problem(400, 'INVALID_PARAMETER');
    list();
    expect((await screen.findByRole('alert')).textContent).toContain('The silences could not be loaded');
    expect(screen.queryByText(/Nothing is silenced/)).toBeNull();
  });

  it('offers who may only look nothing to press', async () => {
    begin('viewer');
    list();
    const row = await screen.findByRole('row', { name: /Groups payments/ });
    expect(row.querySelector('button')).toBeNull();
    expect(screen.queryByRole('button', { name: 'New silence' })).toBeNull();
  });
});

describe('ending one', () => {
  it('says what follows, and sends the reason along', async () => {
    const user = list();
    await user.click(await screen.findByRole('button', { name: `End ${silenceExample.comment}` }));
    expect(inDialog().getByText('What still fires is told with the next poll.')).toBeTruthy();
    await user.type(inDialog().getByLabelText('Reason'), 'done{Enter}');
    expect(server.sent).toEqual([{ method: 'DELETE', path: '/api/v1/silences/3?reason=done', body: null }]);
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('that is over meanwhile says so in the dialog', async () => {
    server.answer = problem(409, 'SILENCE_OVER');
    const user = list();
    await user.click(await screen.findByRole('button', { name: `End ${maintenanceExample.comment}` }));
    expect(inDialog().getByText('It opens no more.')).toBeTruthy();
    await user.click(inDialog().getByRole('button', { name: 'End' }));
    expect((await inDialog().findByRole('alert')).textContent).toBe('It cannot be. Do something else.');
  });

  it('is offered of one over all clusters to operators of all alone', async () => {
    put({ cluster: null });
    const session = {
      who: { kind: 'user', name: 'ada@example.com', signedIn: true },
      grants: [{ clusters: 'prod-*', role: 'operator' }],
      installation: null,
      clusters: [{ name: 'prod-eu', role: 'operator' }],
      setupNeeded: false,
    };
    server.reads['/api/v1/session'] = () => Response.json(session);
    list();
    await screen.findByRole('button', { name: 'New silence' });
    expect(screen.queryByRole('button', { name: /^End/ })).toBeNull();
  });
});

it('one that is over is made again, over the same', async () => {
  put(OVER);
  const user = list();
  await user.click(await screen.findByRole('button', { name: 'Again yesterday' }));
  await user.click(inDialog().getByRole('button', { name: 'Silence' }));
  expect(server.sent).toMatchObject([
    { method: 'POST', path: '/api/v1/silences', body: { comment: 'yesterday', matchers: silenceExample.matchers } },
  ]);
});
