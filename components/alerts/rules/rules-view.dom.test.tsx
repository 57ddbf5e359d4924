// @vitest-environment happy-dom
import { cleanup, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { inDialog, problem, type TestServer } from '#components/settings/testing.ts';
import { ruleExample } from '#lib/api/examples/rules.ts';
import { alertsServer, show } from '../testing.tsx';
import { RulesView } from './rules-view.tsx';

let server: TestServer;
beforeEach(() => {
  server = alertsServer();
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const list = () => show(<RulesView cluster="prod-eu" />, '?tab=rules');
const put = (...rules: object[]) => {
  server.reads['/api/v1/rules'] = () => Response.json({ items: rules.map((rule) => ({ ...ruleExample, ...rule })) });
};

it('each rule stands as its sentence, with whom it tells and what it has open', async () => {
  list();
  const row = await screen.findByRole('row', { name: /payments behind/ });
  expect(row.textContent).toContain('When lag of groups payments-* but payments-replay stays above 10,000');
  expect(row.textContent).toContain('pagerduty-prod');
  expect(screen.getByText(/watches what the polls see/)).toBeTruthy();
});

it('whoever may not change rules is offered nothing of that', async () => {
  server = alertsServer('viewer');
  list();
  const row = await screen.findByRole('row', { name: /payments behind/ });
  expect(row.querySelector('button')).toBeNull();
  expect(screen.queryByRole('button', { name: 'New rule' })).toBeNull();
});

it('without a rule it says what one is for', async () => {
  put();
  list();
  expect(await screen.findByText('There is no rule yet')).toBeTruthy();
  expect(screen.getByText('No rule watches anything.')).toBeTruthy();
});

describe('switching a rule', () => {
  it('off sends the rule as it is, but off, with the reason, and when it was looked at', async () => {
    const user = list();
    await user.click(await screen.findByRole('button', { name: 'Switch off payments behind' }));
    expect(inDialog().getByText(/What it has open is resolved with the next poll/)).toBeTruthy();
    await user.type(inDialog().getByLabelText('Reason'), 'too eager{Enter}');
    const { id, sentence: _sentence, firing: _firing, updatedAt: unchangedSince, condition, ...told } = ruleExample;
    const { source: _source, sourceFile: _file, missingDestinations: _missing, owners: _owners, ...written } = told;
    const { operator: _operator, status: _status, ...limits } = condition;
    expect(server.sent).toEqual([
      {
        method: 'PUT',
        path: `/api/v1/rules/${id}`,
        body: { ...written, condition: limits, enabled: false, reason: 'too eager', unchangedSince },
      },
    ]);
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('on is what is offered of one that is off', async () => {
    put({ enabled: false });
    const user = list();
    await user.click(await screen.findByRole('button', { name: 'Switch on payments behind' }));
    await user.click(inDialog().getByRole('button', { name: 'Switch on' }));
    expect(server.sent).toMatchObject([{ body: { enabled: true } }]);
  });

  it('that cannot be says why in the dialog, which stays', async () => {
    server.answer = problem(404, 'RULE_NOT_FOUND');
    const user = list();
    await user.click(await screen.findByRole('button', { name: 'Switch off payments behind' }));
    await user.click(inDialog().getByRole('button', { name: 'Switch off' }));
    expect((await inDialog().findByRole('alert')).textContent).toBe('It cannot be. Do something else.');
  });
});

describe('a rule of a file', () => {
  const OF_FILE = { source: 'file', sourceFile: '/etc/tidemark.yaml', missingDestinations: ['pagerduty-prod'] };

  it('says so in the list, with the destination that there is not, and is only looked at', async () => {
    put(OF_FILE);
    list();
    const row = within(await screen.findByRole('row', { name: /payments behind/ }));
    expect(row.getByTitle('It stands in /etc/tidemark.yaml: change it there').textContent).toBe('from file');
    expect(row.getAllByText(/there is no pagerduty-prod/)[0]).toBeTruthy();
    expect(row.getAllByRole('button').map(({ textContent }) => textContent)).toEqual(['View']);
  });

  it('is shown whole, and where it is changed, with nothing to change it by', async () => {
    put({ ...OF_FILE, repeatSeconds: 3600 });
    const user = list();
    await user.click(await screen.findByRole('button', { name: 'View payments behind' }));
    expect(document.activeElement?.textContent).toContain('payments behind');
    expect(screen.getByText('/etc/tidemark.yaml')).toBeTruthy();
    expect(screen.getAllByRole('definition').map(({ textContent }) => textContent?.trim())).toEqual([
      'When lag of groups payments-* but payments-replay stays above 10,000 messages for 60 s',
      'critical',
      'there is no pagerduty-prod',
      'At or below 9,000, held for 60 s',
      'It stays as it was after 120 s',
      'Every 3,600 s until somebody acknowledges it',
      'team=payments',
      'https://wiki.example.com/payments-behind',
    ]);
    expect(screen.queryByRole('textbox')).toBeNull();
    expect(screen.getByRole('link', { name: 'All rules' }).getAttribute('href')).toBe(
      '/clusters/prod-eu/alerts?tab=rules',
    );
  });

  it('is copied as a new one, which is of the console and tells only where it can', async () => {
    put(OF_FILE);
    const user = show(<RulesView cluster="prod-eu" />, `?tab=rules&rule=${ruleExample.id}`);
    await user.click(await screen.findByRole('button', { name: 'Copy as a new rule' }));
    await user.type(await screen.findByLabelText('Name'), 'another');
    await user.click(screen.getByRole('button', { name: 'Make rule' }));
    await waitFor(() =>
      expect(server.sent).toMatchObject([
        {
          method: 'POST',
          path: '/api/v1/rules',
          body: { name: 'another', groups: ruleExample.groups, labels: ruleExample.labels, destinations: [] },
        },
      ]),
    );
  });
});

it('all that one may see are there as YAML, for everybody', async () => {
  server = alertsServer('viewer');
  list();
  const file = await screen.findByRole('link', { name: 'Export as YAML' });
  expect(file.getAttribute('href')).toBe('/api/v1/rules.yaml');
});

describe('deleting a rule', () => {
  it('sends the reason along', async () => {
    const user = list();
    await user.click(await screen.findByRole('button', { name: 'Delete payments behind' }));
    await user.type(inDialog().getByLabelText('Reason'), 'nobody reads it{Enter}');
    expect(server.sent).toEqual([
      { method: 'DELETE', path: `/api/v1/rules/${ruleExample.id}?reason=nobody+reads+it`, body: null },
    ]);
  });

  it('is not done by leaving the dialog', async () => {
    const user = list();
    await user.click(await screen.findByRole('button', { name: 'Delete payments behind' }));
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(server.sent).toEqual([]);
  });
});

it('what is doubtful in a rule that was saved is said above the list, until somebody has read it', async () => {
  server.answer = () => Response.json({ rule: ruleExample, warnings: ['No cluster is called prod-*.'] });
  const user = show(<RulesView cluster="prod-eu" />, `?tab=rules&rule=${ruleExample.id}`);
  await user.click(await screen.findByRole('button', { name: 'Save rule' }));
  expect(await screen.findByText('No cluster is called prod-*.')).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Dismiss' }));
  expect(screen.queryByText('No cluster is called prod-*.')).toBeNull();
});
