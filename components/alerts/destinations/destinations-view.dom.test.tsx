// @vitest-environment happy-dom
import { cleanup, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { inDialog, problem, type TestServer } from '#components/settings/testing.ts';
import { deliveryExample, destinationExample, previewExample } from '#lib/api/examples/destinations.ts';
import { alertsServer, show } from '../testing.tsx';
import { DestinationsView } from './destinations-view.tsx';

const PREVIEW = '/api/v1/destinations/preview';
const { name: NAME } = destinationExample;
const SLACK = { id: '3', name: 'chat', kind: 'slack', settings: { url: 'https://hooks.slack.com/…cret' } };
const MAIL = {
  id: '4',
  name: 'mail',
  kind: 'email',
  settings: {
    host: 'smtp.example.com',
    port: '2525',
    security: 'tls',
    user: 'tidemark',
    password: '…ter2',
    from: 'tidemark@example.com',
    to: 'a@example.com, b@example.com',
    title: '{{ group }} is behind',
  },
};

let server: TestServer;
beforeEach(() => {
  server = alertsServer();
  server.questions[PREVIEW] = () => Response.json(previewExample);
  server.answer = () => Response.json({ destination: destinationExample });
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const list = (address = '?tab=destinations') => show(<DestinationsView />, address);
const put = (...destinations: object[]) => {
  server.reads['/api/v1/destinations'] = () =>
    Response.json({ items: destinations.map((one) => ({ ...destinationExample, ...one })), missing: [] });
};
async function openForm(button: string, ...destinations: object[]) {
  if (destinations.length > 0) put(...destinations);
  const user = list();
  await user.click(await screen.findByRole('button', { name: button }));
  return user;
}
const spaced = ({ textContent }: Element): string => (textContent ?? '').replaceAll('\u00a0', ' ');
const typedIn = (label: string) => inDialog().getByLabelText<HTMLInputElement>(label).value;

describe('the list', () => {
  it('says where each goes, its secrets masked, and what did not arrive', async () => {
    put({ parked: 2 }, SLACK, { ...MAIL, usable: false });
    list();
    const row = await screen.findByRole('row', { name: new RegExp(NAME) });
    expect(row.textContent).toContain('…9f3c · https://events.pagerduty.com/v2/enqueue');
    expect(row.textContent).toContain('2 parked');
    expect(screen.getByRole('row', { name: /mail/ }).textContent).toContain('its secrets cannot be opened');
    expect(screen.getByText('4 could not be delivered')).toBeTruthy();
  });

  it('says for whom tidemark.yaml names one, and which there are not', async () => {
    server.reads['/api/v1/destinations'] = () =>
      Response.json({ items: [destinationExample], missing: [{ name: 'search-chat', owners: ['search'] }] });
    list();
    const row = await screen.findByRole('row', { name: new RegExp(NAME) });
    expect(row.textContent).toContain('payments');
    expect(screen.getByText('search-chat').parentElement?.textContent).toContain(
      'tidemark.yaml names search-chat for owners: there is none.',
    );
  });

  it('shows templates in the form, not in the list', async () => {
    put(MAIL);
    list();
    const row = await screen.findByRole('row', { name: /mail/ });
    expect(row.textContent).toContain('a@example.com, b@example.com');
    expect(row.textContent).not.toContain('is behind');
  });
});

describe('a new destination', () => {
  it('is sent with what was typed', async () => {
    const user = await openForm('New destination');
    await user.type(inDialog().getByLabelText('Name'), 'pd');
    await user.type(inDialog().getByLabelText('Integration key'), 'a'.repeat(32));
    await user.type(inDialog().getByLabelText('Reason'), 'on call{Enter}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(server.sent).toEqual([
      {
        method: 'POST',
        path: '/api/v1/destinations',
        body: {
          name: 'pd',
          kind: 'pagerduty',
          config: {
            routingKey: 'a'.repeat(32),
            url: 'https://events.pagerduty.com/v2/enqueue',
            title: null,
            text: null,
          },
          reason: 'on call',
        },
      },
    ]);
  });

  it('has what is wrong at its fields, and keeps what was typed', async () => {
    server.answer = problem(400, 'INVALID_PARAMETER', [
      { parameter: 'name', message: 'must not be empty' },
      { parameter: 'config.routingKey', message: 'must be an integration key' },
    ]);
    const user = await openForm('New destination');
    await user.type(inDialog().getByLabelText('Integration key'), 'short{Enter}');
    await inDialog().findByText('Must not be empty.');
    for (const [label, said] of [
      ['Name', 'Must not be empty.'],
      ['Integration key', 'Must be an integration key.'],
    ] as const) {
      const field = inDialog().getByLabelText(label);
      expect(field.getAttribute('aria-invalid')).toBe('true');
      const described = (field.getAttribute('aria-describedby') ?? '').split(' ');
      expect(described.map((id) => document.getElementById(id)?.textContent)).toContain(said);
    }
    expect(typedIn('Integration key')).toBe('short');
  });

  it('that is called as another is refused at its name', async () => {
    server.answer = problem(409, 'DESTINATION_EXISTS', [{ parameter: 'name', message: 'another is called so' }]);
    const user = await openForm('New destination');
    await user.type(inDialog().getByLabelText('Name'), 'pd{Enter}');
    expect(await inDialog().findByText('Another is called so.')).toBeTruthy();
  });

  it('forgets what was typed for one kind when it is to be of another', async () => {
    const user = await openForm('New destination');
    const kind = () => inDialog().getByLabelText('Kind');
    await user.selectOptions(kind(), 'Slack');
    await user.type(inDialog().getByLabelText('Webhook address'), 'https://hooks.slack.com/secret');
    await user.selectOptions(kind(), 'Signed webhook');
    expect(typedIn('Address')).toBe('');
    await user.selectOptions(kind(), 'Slack');
    expect(typedIn('Webhook address')).toBe('');
  });

  it('of the kind e-mail has a server, a port that is a number, and addresses', async () => {
    const user = await openForm('New destination');
    await user.selectOptions(inDialog().getByLabelText('Kind'), 'E-mail');
    await user.type(inDialog().getByLabelText('Name'), 'mail');
    await user.type(inDialog().getByLabelText('Mail server'), 'smtp.example.com');
    await user.selectOptions(inDialog().getByLabelText('Security'), 'None: in the open');
    await user.type(inDialog().getByLabelText('Port'), '2525');
    await user.type(inDialog().getByLabelText('From'), 'tidemark@example.com');
    await user.type(inDialog().getByLabelText('To'), 'a@example.com, b@example.com{Enter}');
    await waitFor(() => expect(server.sent).toHaveLength(1));
    expect(server.sent[0]?.body).toMatchObject({
      kind: 'email',
      config: {
        host: 'smtp.example.com',
        security: 'none',
        port: 2525,
        user: null,
        password: null,
        from: 'tidemark@example.com',
        to: ['a@example.com', 'b@example.com'],
      },
    });
  });
});

describe('a destination that is there', () => {
  it('has no secret filled in, and none is sent unless it is typed', async () => {
    const user = await openForm(`Edit ${NAME}`);
    const key = inDialog().getByLabelText<HTMLInputElement>('Integration key');
    expect([key.type, key.value, key.placeholder]).toEqual(['password', '', '…9f3c']);
    expect(inDialog().getByText('Empty: it stays as it is.')).toBeTruthy();
    expect(inDialog().queryByLabelText('Kind')).toBeNull();
    await user.type(inDialog().getByLabelText('Reason'), 'renamed{Enter}');
    await waitFor(() => expect(server.sent).toHaveLength(1));
    expect(server.sent[0]).toMatchObject({ method: 'PATCH', path: `/api/v1/destinations/${destinationExample.id}` });
    expect(server.sent[0]?.body).toMatchObject({ config: { url: 'https://events.pagerduty.com/v2/enqueue' } });
    expect(JSON.stringify(server.sent)).not.toMatch(/routingKey|9f3c/);
  });

  it('has its address filled in only where that is no secret', async () => {
    await openForm('Edit chat', SLACK);
    expect(typedIn('Webhook address')).toBe('');
  });

  it('of the kind e-mail keeps its password until its user goes', async () => {
    const user = await openForm('Edit mail', MAIL);
    expect([typedIn('Port'), typedIn('Security'), typedIn('To')]).toEqual([
      '2525',
      'tls',
      'a@example.com, b@example.com',
    ]);
    expect(typedIn('Password')).toBe('');
    await user.click(inDialog().getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(server.sent).toHaveLength(1));
    expect(server.sent[0]?.body).not.toHaveProperty('config.password');
    await user.click(await screen.findByRole('button', { name: 'Edit mail' }));
    await user.clear(inDialog().getByLabelText('User name'));
    await user.click(inDialog().getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(server.sent).toHaveLength(2));
    expect(server.sent[1]?.body).toMatchObject({ config: { user: null, password: null } });
  });
});

describe('what it would be told', () => {
  const region = () => inDialog().getByRole('region', { name: 'What it would be told' });

  it('stands beside the fields, as it opens and when it is over', async () => {
    const user = await openForm('New destination');
    expect(await within(region()).findByText('🔴 payments-worker is 258 s behind')).toBeTruthy();
    expect(within(region()).getByText('When it is over')).toBeTruthy();
    await user.click(within(region()).getAllByText('What is sent')[0] as HTMLElement);
    expect(region().querySelector('pre')?.textContent).toContain('"blocks": []');
    await user.click(inDialog().getByText('What title and text may name'));
    expect(inDialog().getByText('{{ behind }}')).toBeTruthy();
  });

  it('stays while a template is half typed, which is said at its field', async () => {
    const user = await openForm('New destination');
    await within(region()).findByText('🔴 payments-worker is 258 s behind');
    server.questions[PREVIEW] = problem(400, 'INVALID_PARAMETER', [
      { parameter: 'config.title', message: 'has {{ or }} without the other' },
    ]);
    await user.type(inDialog().getByLabelText('Title'), '{{{{ gro');
    expect(await inDialog().findByText('Has {{ or }} without the other.')).toBeTruthy();
    expect(inDialog().getByLabelText('Title').getAttribute('aria-invalid')).toBe('true');
    expect(within(region()).getByText('🔴 payments-worker is 258 s behind')).toBeTruthy();
    expect(within(region()).getByText(/Not with what is typed now/)).toBeTruthy();
  });

  it('says so where it cannot be asked for', async () => {
    server.questions[PREVIEW] = problem(503, 'DATABASE_UNAVAILABLE');
    await openForm('New destination');
    expect(await within(region()).findByText(/It cannot be: Do something else/)).toBeTruthy();
  });
});

describe('the log', () => {
  const second = {
    ...deliveryExample,
    id: '42',
    summary: 'orders-worker on prod-eu: lag 11,000, above 10,000',
    state: 'waiting',
    nextAt: '2026-11-23T14:03:00.000Z',
    attempts: [3, 2, 1].map((attempt) => ({
      attempt,
      at: '2026-11-23T14:02:30.000Z',
      status: 503,
      outcome: 'retry',
      detail: `503 busy ${attempt}`,
      durationMs: 12,
    })),
  };
  const rowOf = async (text: string) => {
    const row = (await screen.findByText(text)).closest('li');
    if (row === null) throw new Error(`no row of ${text}`);
    return row;
  };

  it('tells what was told, each attempt, and what was answered', async () => {
    server.reads['/api/v1/deliveries'] = () => Response.json({ items: [second, deliveryExample], nextCursor: null });
    const user = list();
    await user.click(await screen.findByRole('button', { name: `Log ${NAME}` }));
    const waiting = await rowOf(second.summary);
    expect(spaced(waiting)).toMatch(/waiting.*3 attempts; the last: 503 busy 3 in 12 ms; tried again at/);
    expect(within(waiting).queryByRole('button', { name: /Redeliver/ })).toBeNull();
    await user.click(within(waiting).getByText('Attempts before it'));
    const before = within(waiting)
      .getAllByRole('listitem')
      .map(({ textContent }) => textContent);
    expect(before.map((text) => /503 busy \d/.exec(text ?? '')?.[0])).toEqual(['503 busy 2', '503 busy 1']);
    expect(spaced(await rowOf(deliveryExample.summary))).toMatch(/parked.*1 attempt; the last: 400 \{"status"/);
  });

  it('has what is parked delivered again, and says when that cannot be', async () => {
    const user = list(`?tab=destinations&log=${destinationExample.id}`);
    const row = await rowOf(deliveryExample.summary);
    server.answer = problem(409, 'NOT_PARKED');
    await user.click(within(row).getByRole('button', { name: `Redeliver ${deliveryExample.summary}` }));
    expect(server.sent).toMatchObject([{ method: 'POST', path: `/api/v1/deliveries/${deliveryExample.id}/redeliver` }]);
    expect(await within(row).findByText(/Do something else/)).toBeTruthy();
    const delivered = { ...deliveryExample, state: 'delivered' };
    server.answer = () => Response.json(delivered);
    server.reads['/api/v1/deliveries'] = () => Response.json({ items: [delivered], nextCursor: null });
    await user.click(within(row).getByRole('button', { name: /Redeliver/ }));
    await waitFor(() => expect(row.textContent).toContain('delivered'));
    expect(within(row).queryByRole('button', { name: /Redeliver/ })).toBeNull();
  });

  it('says so where nothing was told yet', async () => {
    server.reads['/api/v1/deliveries'] = () => Response.json({ items: [], nextCursor: null });
    list(`?tab=destinations&log=${destinationExample.id}`);
    expect(await screen.findByText('Nothing was told to it yet.')).toBeTruthy();
  });
});

describe('a test', () => {
  it.each([
    [{ delivered: true, status: 202, detail: '202 {"status":"success"}' }, 'It arrived: 202 {"status":"success"}'],
    [{ delivered: false, status: null, detail: 'no answer within 15 s' }, 'It did not arrive: no answer within 15 s'],
  ])('says what came back: %o', async (answer, said) => {
    server.answer = () => Response.json(answer);
    const user = await openForm(`Test ${NAME}`);
    await user.click(inDialog().getByRole('button', { name: 'Send test' }));
    await waitFor(() => expect(inDialog().getByRole('status').textContent).toBe(said));
    expect(server.sent).toEqual([
      { method: 'POST', path: `/api/v1/destinations/${destinationExample.id}/test`, body: null },
    ]);
  });

  it('that is refused says why', async () => {
    server.answer = problem(409, 'DESTINATION_UNUSABLE');
    const user = await openForm(`Test ${NAME}`);
    await user.click(inDialog().getByRole('button', { name: 'Send test' }));
    expect(await inDialog().findByText(/Do something else/)).toBeTruthy();
  });
});

it('what is deleted says which rules will no longer name it, and takes a reason', async () => {
  const user = await openForm(`Delete ${NAME}`);
  expect(inDialog().getByText(/3 rules will no longer name it. tidemark.yaml names it for payments/)).toBeTruthy();
  await user.type(inDialog().getByLabelText('Reason'), 'moved{Enter}');
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(server.sent).toMatchObject([
    { method: 'DELETE', path: `/api/v1/destinations/${destinationExample.id}?reason=moved` },
  ]);
});
