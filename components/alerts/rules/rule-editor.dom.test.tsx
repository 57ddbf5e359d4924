// @vitest-environment happy-dom
import { cleanup, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { problem, type TestServer } from '#components/settings/testing.ts';
import { checkedRuleExample, ruleExample } from '#lib/api/examples/rules.ts';
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

const editor = async (name: string) => within(await screen.findByRole('form', { name }));
const edited = (id: string = ruleExample.id) => show(<RulesView cluster="prod-eu" />, `?tab=rules&rule=${id}`);
const folded = (label: string) => screen.getByLabelText(label).closest('details');

describe('a new rule', () => {
  it('is sent as its sentence says, and as nobody said the rest', async () => {
    const user = edited('new');
    const form = await editor('New rule');
    await user.type(form.getByLabelText('Name'), 'payments behind');
    await user.clear(form.getByLabelText('Groups'));
    await user.type(form.getByLabelText('Groups'), 'payments-*, billing');
    await user.clear(form.getByLabelText('Threshold'));
    await user.type(form.getByLabelText('Threshold'), '1,500');
    await user.click(form.getByRole('button', { name: 'Tell: the console alone' }));
    await user.click(await screen.findByRole('menuitemcheckbox', { name: 'pagerduty-prod' }));
    await user.keyboard('{Escape}');
    await user.selectOptions(form.getByLabelText('Severity'), 'critical');
    await user.type(form.getByLabelText('Reason'), 'OPS-311');
    await user.click(form.getByRole('button', { name: 'Make rule' }));
    expect(server.sent).toEqual([
      {
        method: 'POST',
        path: '/api/v1/rules',
        body: {
          name: 'payments behind',
          severity: 'critical',
          enabled: true,
          clusters: { include: ['*'], exclude: [] },
          groups: { include: ['payments-*', 'billing'], exclude: [] },
          topics: { include: ['*'], exclude: [] },
          condition: { metric: 'lag', threshold: 1_500, forSeconds: 60, aggregation: 'group-sum', commitGaps: 0 },
          noData: { policy: 'keep', afterSeconds: 120 },
          destinations: ['pagerduty-prod'],
          tellOwner: true,
          repeatSeconds: null,
          labels: {},
          runbook: null,
          reason: 'OPS-311',
        },
      },
    ]);
    expect(await screen.findByRole('button', { name: 'New rule' })).toBeTruthy();
  });

  it('has the slots and the numbers of its metric, and sends nothing of another one', async () => {
    const user = edited('new');
    const form = await editor('New rule');
    const choose = (metric: string) => user.selectOptions(form.getByLabelText('What is watched'), metric);
    await choose('time behind');
    expect(form.getByLabelText<HTMLInputElement>('Threshold').value).toBe('60');
    expect(form.getByLabelText<HTMLInputElement>('At least so many commit gaps').value).toBe('3');
    await choose('offline partitions');
    expect(form.queryByLabelText('Groups')).toBeNull();
    expect(form.getByLabelText('Topics')).toBeTruthy();
    await choose('downtime of a broker');
    expect(form.getByText('any broker')).toBeTruthy();
    await choose('brokers down');
    expect(form.queryByLabelText('Topics')).toBeNull();
    await choose('status');
    expect(form.queryByLabelText('Threshold')).toBeNull();
    await user.selectOptions(form.getByLabelText('Status'), 'STOPPED');
    await user.type(form.getByLabelText('Name'), 'stopped');
    await user.click(form.getByRole('button', { name: 'Make rule' }));
    expect(server.sent).toMatchObject([{ body: { name: 'stopped' } }]);
    expect(Reflect.get(Object(server.sent[0]?.body), 'condition')).toEqual({
      metric: 'status',
      status: 'STOPPED',
      forSeconds: 60,
      aggregation: 'group-sum',
      commitGaps: 0,
    });
  });
});

describe('a rule that somebody wants who comes from the charts of a group', () => {
  it('is over that group on this cluster, whatever it is called, with the threshold that was suggested', async () => {
    const wish = new URLSearchParams({ rule: 'new', group: 'a, b', metric: 'time-lag', threshold: '90' });
    const user = show(<RulesView cluster="prod-eu" />, `?tab=rules&${wish}`);
    const form = await editor('New rule');
    expect(form.getByLabelText<HTMLInputElement>('Name').value).toBe('a, b behind');
    expect(form.getByLabelText<HTMLInputElement>('Threshold').value).toBe('90');
    await user.click(form.getByRole('button', { name: 'Make rule' }));
    expect(server.sent).toMatchObject([
      {
        body: {
          clusters: { include: ['prod-eu'], exclude: [] },
          groups: { include: ['a, b'], exclude: [] },
          condition: { metric: 'time-lag', threshold: 90, commitGaps: 3 },
        },
      },
    ]);
    await user.click(await screen.findByRole('button', { name: 'New rule' }));
    expect((await editor('New rule')).getByLabelText<HTMLInputElement>('Name').value).toBe('');
  });
});

describe('a regular expression', () => {
  it('is said how to write, goes as it is, and is refused at its field', async () => {
    const message = 'is no regular expression: missing closing ): (a{1,3}';
    server.answer = problem(400, 'INVALID_PARAMETER', [{ parameter: 'groups.include.1', message }]);
    const user = edited('new');
    const form = await editor('New rule');
    expect(form.getAllByText(/or regular expressions \(/).length).toBeGreaterThan(0);
    const groups = form.getByLabelText('Groups');
    await user.clear(groups);
    await user.click(groups);
    await user.paste('orders, /(a{1,3}/');
    await user.type(form.getByLabelText('Name'), 'new');
    await user.click(form.getByRole('button', { name: 'Make rule' }));
    expect(await form.findByText('Is no regular expression: missing closing ): (a{1,3}.')).toBeTruthy();
    expect(groups.getAttribute('aria-invalid')).toBe('true');
    expect(server.sent).toMatchObject([{ body: { groups: { include: ['orders', '/(a{1,3}/'], exclude: [] } } }]);
  });
});

describe('where no destination is chosen', () => {
  it('says whether owners are told all the same', async () => {
    const tell = (...owners: string[]) => {
      server.questions['/api/v1/rules/check'] = () => Response.json({ ...checkedRuleExample, owners, warnings: [] });
    };
    tell('payments');
    const user = edited('new');
    const form = await editor('New rule');
    expect(await form.findByRole('button', { name: 'Tell: its owner' })).toBeTruthy();
    tell('payments', 'orders');
    await user.type(form.getByLabelText('Groups'), 'x');
    expect(await form.findByRole('button', { name: 'Tell: its owners' })).toBeTruthy();
    tell();
    await user.click(form.getByText('More settings'));
    await user.selectOptions(form.getByLabelText('Whether its owner is told', { selector: 'select' }), 'no');
    expect(await form.findByRole('button', { name: 'Tell: the console alone' })).toBeTruthy();
  });
});

describe('what is doubtful', () => {
  const warn = (...warnings: { parameter: string; message: string }[]) => {
    server.questions['/api/v1/rules/check'] = () => Response.json({ ...checkedRuleExample, warnings });
  };

  it('stands at its field while the rule is written, and is gone with what was doubtful', async () => {
    warn({ parameter: 'groups.include', message: 'No group matches now.' });
    const user = edited('new');
    const form = await editor('New rule');
    expect(await form.findByText('No group matches now.')).toBeTruthy();
    expect(form.getByLabelText('Groups').getAttribute('aria-describedby')).toBe(
      form.getByText('No group matches now.').id,
    );
    expect(form.getByLabelText('Groups').getAttribute('aria-invalid')).toBeNull();
    warn();
    await user.type(form.getByLabelText('Groups'), 'x');
    await waitFor(() => expect(form.queryByText('No group matches now.')).toBeNull());
  });

  it('of what is folded away unfolds it', async () => {
    warn({ parameter: 'clusters.include', message: 'No cluster is called so.' });
    edited('new');
    expect(await (await editor('New rule')).findByText('No cluster is called so.')).toBeTruthy();
    expect(folded('On the clusters')?.open).toBe(true);
  });

  it('gives way to what is wrong', async () => {
    warn({ parameter: 'condition.threshold', message: 'It may seem behind.' });
    server.answer = problem(400, 'INVALID_PARAMETER', [
      { parameter: 'condition.threshold', message: 'must be a number' },
    ]);
    const user = edited('new');
    const form = await editor('New rule');
    expect(await form.findByText('It may seem behind.')).toBeTruthy();
    await user.click(form.getByRole('button', { name: 'Make rule' }));
    expect(await form.findByText('Must be a number.')).toBeTruthy();
    expect(form.queryByText('It may seem behind.')).toBeNull();
  });
});

describe('a refusal', () => {
  it('stands at its field, which takes the focus', async () => {
    server.answer = problem(400, 'INVALID_PARAMETER', [
      { parameter: 'condition.threshold', message: 'must be a number' },
    ]);
    const user = edited('new');
    const form = await editor('New rule');
    await user.type(form.getByLabelText('Name'), 'behind');
    await user.clear(form.getByLabelText('Threshold'));
    await user.click(form.getByRole('button', { name: 'Make rule' }));
    expect(await form.findByText('Must be a number.')).toBeTruthy();
    expect(document.activeElement).toBe(form.getByLabelText('Threshold'));
    expect(form.queryByRole('alert')).toBeNull();
    expect(form.getByLabelText<HTMLInputElement>('Name').value).toBe('behind');
  });

  it.each([
    ['clusters.include.1', 'On the clusters'],
    ['groups.exclude', 'But not the groups'],
    ['topics.include', 'Only their topics'],
    ['condition.clearThreshold', 'Over at'],
    ['keepFiringSeconds', 'Over after so many seconds'],
    ['noData.afterSeconds', 'Without data for so many seconds'],
    ['labels.team name', 'Labels'],
    ['runbook', 'Runbook'],
  ])('of what is folded away unfolds it: %s', async (parameter, label) => {
    server.answer = problem(400, 'INVALID_PARAMETER', [{ parameter, message: 'cannot be' }]);
    const user = edited('new');
    const form = await editor('New rule');
    expect(folded(label)?.open).toBe(false);
    await user.click(form.getByRole('button', { name: 'Make rule' }));
    expect(await form.findByText('Cannot be.')).toBeTruthy();
    expect(folded(label)?.open).toBe(true);
    expect(document.activeElement).toBe(form.getByLabelText(label));
  });

  it('that no field says stands above them', async () => {
    server.answer = problem(503, 'DATABASE_AWAY');
    const user = edited('new');
    const form = await editor('New rule');
    await user.click(form.getByRole('button', { name: 'Make rule' }));
    expect((await form.findByRole('alert')).textContent).toContain('It cannot be');
  });
});

describe('a rule that is there', () => {
  const NAMED = {
    ...ruleExample,
    groups: { include: ['a, b', 'payments-*'], exclude: [] },
    labels: { note: 'one, two' },
  };
  const put = () => {
    server.reads['/api/v1/rules'] = () => Response.json({ items: [NAMED] });
  };

  it('is put back as it was but for what somebody changed, names with commas too', async () => {
    put();
    const user = edited();
    const form = await editor('Edit payments behind');
    await user.selectOptions(form.getByLabelText('Severity'), 'warning');
    await user.click(form.getByRole('button', { name: 'Save rule' }));
    expect(server.sent).toEqual([
      {
        method: 'PUT',
        path: `/api/v1/rules/${ruleExample.id}`,
        body: expect.objectContaining({
          severity: 'warning',
          clusters: NAMED.clusters,
          groups: NAMED.groups,
          topics: NAMED.topics,
          labels: NAMED.labels,
          condition: { metric: 'lag', threshold: 10_000, forSeconds: 60, aggregation: 'group-sum', commitGaps: 0 },
          keepFiringSeconds: 60,
          destinations: ['pagerduty-prod'],
          runbook: ruleExample.runbook,
        }),
      },
    ]);
  });

  it('that is gone says so, and leads back', async () => {
    edited('404');
    expect(await screen.findByRole('heading', { name: 'There is no such rule' })).toBeTruthy();
    expect(screen.getByRole('link', { name: /All rules/ }).getAttribute('href')).toBe(
      '/clusters/prod-eu/alerts?tab=rules',
    );
  });

  it('is left without a word to the server', async () => {
    const user = edited();
    const form = await editor('Edit payments behind');
    await user.type(form.getByLabelText('Name'), ' more');
    await user.click(form.getByRole('button', { name: 'Cancel' }));
    expect(await screen.findByRole('button', { name: 'Edit payments behind' })).toBeTruthy();
    expect(server.sent).toEqual([]);
  });
});

it('who is told is typed by those who may not see the destinations, and stays as it is typed', async () => {
  server = alertsServer('operator');
  const user = edited();
  const form = await editor('Edit payments behind');
  const told = form.getByLabelText<HTMLInputElement>('Tell');
  expect(told.value).toBe('pagerduty-prod');
  await user.type(told, ', chat of payments');
  expect(told.value).toBe('pagerduty-prod, chat of payments');
  await user.click(form.getByRole('button', { name: 'Save rule' }));
  expect(server.sent).toMatchObject([{ body: { destinations: ['pagerduty-prod', 'chat of payments'] } }]);
});

it('whoever may not change rules is shown the list instead', async () => {
  server = alertsServer('viewer');
  edited();
  expect(await screen.findByText('payments behind')).toBeTruthy();
  expect(screen.queryByRole('form')).toBeNull();
});

it('tells whoever owns it unless somebody says otherwise, which is not folded away then', async () => {
  const user = edited();
  const form = await editor(`Edit ${ruleExample.name}`);
  const whether = form.getByLabelText<HTMLSelectElement>('Whether its owner is told');
  expect(whether.value).toBe('yes');
  await user.selectOptions(whether, 'is not told by it');
  await user.click(form.getByRole('button', { name: 'Save rule' }));
  expect(server.sent).toMatchObject([{ method: 'PUT', body: { tellOwner: false } }]);
});

it('shows the owner where a rule leaves owners out', async () => {
  server.reads['/api/v1/rules'] = () => Response.json({ items: [{ ...ruleExample, tellOwner: false }] });
  edited();
  await editor(`Edit ${ruleExample.name}`);
  expect(folded('Whether its owner is told')?.open).toBe(true);
});
