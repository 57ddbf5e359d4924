// @vitest-environment happy-dom
import { cleanup, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { inDialog, problem, type TestServer } from '#components/settings/testing.ts';
import { silenceExample } from '#lib/api/examples/silences.ts';
import type { CheckedSilence, Silence, SilenceInput } from '#lib/api/schemas/silences.ts';
import { alertsServer, show } from '../testing.tsx';
import { SilenceButton } from './silence-button.tsx';

const ANY = { include: ['*'], exclude: [] };
const OF_GROUP = { groups: { include: ['payments-worker'], exclude: [] } };

let server: TestServer;
beforeEach(() => {
  server = alertsServer('operator');
  server.answer = () => Response.json({ silence: silenceExample });
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

async function openForm(over = {}) {
  const user = show(
    <SilenceButton cluster="prod-eu" over={over}>
      Silence
    </SilenceButton>,
  );
  await user.click(await screen.findByRole('button', { name: 'Silence' }));
  return user;
}
const check = (answer: Partial<CheckedSilence>) => {
  server.questions['/api/v1/silences/check'] = () => Response.json({ firing: 1, warnings: [], ...answer });
};
const sent = () => server.sent.at(-1)?.body as SilenceInput;
const spoken = () => screen.getByText(/^Nobody is told of/).textContent?.replaceAll('\u00a0', ' ');

describe('a silence', () => {
  it('of what the page is about for an hour is a comment and Enter away, and is said then', async () => {
    const user = await openForm(OF_GROUP);
    expect(inDialog().getByLabelText('Groups')).toHaveProperty('value', 'payments-worker');
    const before = Date.now();
    await user.type(inDialog().getByLabelText('Why'), 'deploy 4.2{Enter}');
    expect(await screen.findByText(/^Silenced until/)).toBeTruthy();
    expect(screen.queryByRole('dialog')).toBeNull();
    const { endsAt, ...rest } = sent();
    expect(rest).toEqual({
      cluster: 'prod-eu',
      matchers: { groups: OF_GROUP.groups, topics: ANY, brokers: [], rules: ANY, severities: [], labels: {} },
      comment: 'deploy 4.2',
      startsAt: null,
      recurrence: null,
    });
    const hourMs = Date.parse(endsAt ?? '') - before;
    expect(hourMs).toBeGreaterThanOrEqual(3_600_000);
    expect(hourMs).toBeLessThan(3_660_000);
  });

  it('says while one types what it will be over, and how many of those that fire', async () => {
    const user = await openForm(OF_GROUP);
    await waitFor(() =>
      expect(spoken()).toMatch(
        /^Nobody is told of incidents of group payments-worker on prod-eu until .*\. 1 that fires now is among them\.$/,
      ),
    );
    check({ firing: 2 });
    await user.clear(inDialog().getByLabelText('Groups'));
    // What was counted of another pattern is not said of this one.
    expect(spoken()).toMatch(/^Nobody is told of anything on prod-eu until [^.]*\.$/);
    await waitFor(() =>
      expect(spoken()).toMatch(/^Nobody is told of anything on prod-eu until .*\. 2 that fire now are among them\.$/),
    );
    await user.selectOptions(inDialog().getByLabelText('Where'), 'on all clusters');
    expect(spoken()).toContain('Nobody is told of anything on all clusters');
  });

  it('says how patterns are written, and at the field what is doubtful of one', async () => {
    const user = await openForm();
    const groups = inDialog().getByLabelText('Groups');
    const noteOf = (field: HTMLElement) =>
      document.getElementById(field.getAttribute('aria-describedby') ?? '')?.textContent;
    expect(noteOf(groups)).toMatch(/or regular expressions \(.*; empty is all\.$/);
    check({ warnings: [{ parameter: 'matchers.groups.include', message: 'No group matches now.' }] });
    await user.type(groups, 'x');
    await waitFor(() => expect(noteOf(groups)).toBe('No group matches now.'));
    expect(groups.getAttribute('aria-invalid')).toBeNull();
    check({ warnings: [{ parameter: 'matchers.topics.exclude', message: 'Perhaps not.' }] });
    await user.type(groups, 'y');
    expect(await inDialog().findByText('Perhaps not.')).toBeTruthy();
    expect(noteOf(groups)).toMatch(/regular expressions/);
    expect(inDialog().getByText('Perhaps not.').closest('details')?.open).toBe(true);
  });

  it('takes a regular expression as it is written', async () => {
    const user = await openForm();
    await user.click(inDialog().getByLabelText('Groups'));
    await user.paste('orders, /^pay-[a,b]{1,3}$/');
    await user.type(inDialog().getByLabelText('Why'), 'x{Enter}');
    expect(sent().matchers?.groups?.include).toEqual(['orders', '/^pay-[a,b]{1,3}$/']);
  });

  it('of one broker says so from the beginning, and what is no id goes as it is to be refused at its field', async () => {
    server.answer = problem(400, 'INVALID_PARAMETER', [
      { parameter: 'matchers.brokers.1', message: 'must be the id of a broker' },
    ]);
    const user = await openForm({ brokers: [2] });
    const brokers = inDialog().getByLabelText('Brokers');
    expect(brokers).toHaveProperty('value', '2');
    expect(brokers.closest('details')?.open).toBe(true);
    expect(spoken()).toMatch(/^Nobody is told of incidents of broker 2 on prod-eu/);
    await user.type(brokers, ', x');
    await user.type(inDialog().getByLabelText('Why'), 'disk is replaced{Enter}');
    expect(sent().matchers?.brokers).toEqual([2, null]);
    expect(await inDialog().findByText('Must be the id of a broker.')).toBeTruthy();
    expect(document.activeElement).toBe(brokers);
  });

  it('can be narrowed further', async () => {
    const user = await openForm(OF_GROUP);
    await user.click(inDialog().getByText(/^Narrower/));
    await user.type(inDialog().getByLabelText('Labels of the rule'), 'team=payments');
    await user.click(inDialog().getByRole('button', { name: 'warning' }));
    await user.click(inDialog().getByRole('button', { name: 'info' }));
    await user.type(inDialog().getByLabelText('Why'), 'x{Enter}');
    expect(sent().matchers).toMatchObject({ labels: { team: 'payments' }, severities: ['warning', 'info'] });
  });

  it.each([
    ['comment', 'Why'],
    ['matchers.groups.include.0', 'Groups'],
    ['matchers.labels.te-am', 'Labels of the rule'],
  ])('that is refused says so at %s, which has the focus', async (parameter, field) => {
    server.answer = problem(400, 'INVALID_PARAMETER', [{ parameter, message: 'must be better' }]);
    const user = await openForm();
    await user.click(inDialog().getByRole('button', { name: 'Silence' }));
    expect(await inDialog().findByText('Must be better.')).toBeTruthy();
    expect(document.activeElement).toBe(inDialog().getByLabelText(field));
    expect(inDialog().queryByRole('alert')).toBeNull();
  });

  it('until an instant that somebody gives', async () => {
    const user = await openForm(OF_GROUP);
    await user.click(inDialog().getByRole('button', { name: 'Other' }));
    const until = inDialog().getByLabelText('Until');
    await user.clear(until);
    await user.type(until, '2031-01-02T03:04');
    await user.type(inDialog().getByLabelText('Why'), 'x{Enter}');
    expect(sent()).toMatchObject({ startsAt: null, endsAt: new Date(2031, 0, 2, 3, 4).toISOString() });
  });

  it('that ends too soon says so beside what was chosen', async () => {
    server.answer = problem(400, 'INVALID_PARAMETER', [{ parameter: 'endsAt', message: 'must be after the start' }]);
    const user = await openForm(OF_GROUP);
    await user.click(inDialog().getByRole('button', { name: 'Silence' }));
    expect(await inDialog().findByText('Must be after the start.')).toBeTruthy();
  });

  it('is not made by leaving the dialog', async () => {
    const user = await openForm(OF_GROUP);
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(server.sent).toEqual([]);
  });
});

describe('a maintenance window', () => {
  const PLANNED: Partial<Silence> = { recurrence: { cron: '0 2 * * 6', minutes: 180, timeZone: 'UTC' } };
  beforeEach(() => {
    server.answer = () => Response.json({ silence: { ...silenceExample, ...PLANNED } });
  });

  it('is on days of the week, at a time, for some hours, in a time zone', async () => {
    const user = await openForm();
    await user.click(inDialog().getByRole('button', { name: 'Every week' }));
    expect(inDialog().getByLabelText('Time zone')).toHaveProperty(
      'value',
      Intl.DateTimeFormat().resolvedOptions().timeZone,
    );
    await user.click(inDialog().getByRole('button', { name: 'Sun' }));
    const hours = inDialog().getByLabelText('For so many hours');
    await user.clear(hours);
    await user.type(hours, '1.5');
    const zone = inDialog().getByLabelText('Time zone');
    await user.clear(zone);
    await user.type(zone, 'Europe/Berlin');
    await waitFor(() =>
      expect(spoken()).toBe(
        'Nobody is told of anything on prod-eu every Saturday and Sunday 02:00 for 1 h 30 min, Europe/Berlin. 1 that fires now would be among them.',
      ),
    );
    await user.type(inDialog().getByLabelText('Why'), 'brokers are patched');
    await user.click(inDialog().getByRole('button', { name: 'Plan window' }));
    expect(await screen.findByText(/^Planned/)).toBeTruthy();
    expect(sent()).toMatchObject({
      startsAt: null,
      endsAt: null,
      recurrence: { cron: '0 2 * * 6,0', minutes: 90, timeZone: 'Europe/Berlin' },
    });
  });

  it('may be by a cron pattern', async () => {
    const user = await openForm();
    await user.click(inDialog().getByRole('button', { name: 'Cron pattern' }));
    await user.type(inDialog().getByLabelText('Begins by'), '0 2 1 * *');
    expect(inDialog().getByText('on the 1st of every month 02:00')).toBeTruthy();
    await user.type(inDialog().getByLabelText('Why'), 'x{Enter}');
    expect(sent().recurrence).toMatchObject({ cron: '0 2 1 * *', minutes: 180 });
  });

  it('without a day asks for one', async () => {
    server.answer = problem(400, 'INVALID_PARAMETER', [{ parameter: 'recurrence.cron', message: 'must be a pattern' }]);
    const user = await openForm();
    await user.click(inDialog().getByRole('button', { name: 'Every week' }));
    await user.click(inDialog().getByRole('button', { name: 'Sat' }));
    await user.click(inDialog().getByRole('button', { name: 'Plan window' }));
    expect(await inDialog().findByText('Choose a day.')).toBeTruthy();
  });

  it('that cannot be says so at its fields', async () => {
    server.answer = problem(400, 'INVALID_PARAMETER', [
      { parameter: 'recurrence.timeZone', message: 'is no time zone' },
      { parameter: 'recurrence.minutes', message: 'must be whole minutes' },
    ]);
    const user = await openForm();
    await user.click(inDialog().getByRole('button', { name: 'Every week' }));
    await user.click(inDialog().getByRole('button', { name: 'Plan window' }));
    expect(await inDialog().findByText('Is no time zone.')).toBeTruthy();
    expect(inDialog().getByText('Must be whole minutes.')).toBeTruthy();
  });
});

it('who may only look is offered none', async () => {
  server = alertsServer('viewer');
  const read = vi.fn(server.reads['/api/v1/session']);
  server.reads['/api/v1/session'] = read as NonNullable<(typeof server.reads)[string]>;
  show(
    <SilenceButton cluster="prod-eu" over={{}}>
      Silence
    </SilenceButton>,
  );
  await waitFor(() => expect(read).toHaveBeenCalled());
  expect(screen.queryByRole('button')).toBeNull();
});
