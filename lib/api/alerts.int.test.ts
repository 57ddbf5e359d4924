import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { registerCluster } from '#lib/history/writer.ts';
import { MailServer } from '#lib/notify/fixtures/mail-server.ts';
import { answer, Receiver } from '#lib/notify/fixtures/receiver.ts';
import { openedSecrets } from './destination-secrets.ts';
import { putAlerts } from './fixtures/put-alerts.ts';
import {
  changedDestinationSchema,
  deliveryListSchema,
  destinationListSchema,
  previewSchema,
} from './schemas/destinations.ts';
import { ackedIncidentSchema, incidentDetailSchema, incidentListSchema } from './schemas/incidents.ts';
import { changedRuleSchema, type RuleInput, ruleListSchema } from './schemas/rules.ts';
import {
  type AuditEntry,
  done,
  installContext,
  send,
  testAccess,
  testContext,
  testPrincipal,
  watched,
} from './testing.ts';

const VERSION = z.object({ version: z.int() });
const SETTINGS = z.object({ settings: z.string() });
const NOW = new Date('2026-11-23T14:02:30Z');
const KEY = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

let base: TestDatabase;
let rows: AuditEntry[];
let context: ReturnType<typeof testContext>;

beforeAll(async () => {
  base = await createTestDatabase();
});
afterAll(() => base?.drop());
beforeEach(async () => {
  await base.db.execute('truncate alert_rule, destination, incident, stored_secret cascade');
  rows = [];
  install();
});

function install(principal = testPrincipal()): void {
  const clusters = ['prod', 'test'].map(watched);
  context = testContext(base.db, base.url, { access: testAccess(principal, rows), clusters, now: () => NOW });
  installContext(context);
}

const BEHIND: RuleInput = {
  name: 'behind',
  severity: 'error',
  condition: { metric: 'lag', threshold: 1_000, forSeconds: 60 },
};
const MAIL = { host: 'mail.test', from: 'tidemark@example.com', to: ['oncall@example.com'] };
const makeRule = async (rule: unknown = BEHIND) => changedRuleSchema.parse(await done('POST', '/api/v1/rules', rule));
const makeWebhook = async (name: string, url: string) =>
  changedDestinationSchema.parse(
    await done('POST', '/api/v1/destinations', { name, kind: 'webhook', config: { url, secrets: [KEY] } }),
  ).destination;

describe('a rule', () => {
  test('has what nobody said by itself', async () => {
    const { rule, warnings } = await makeRule();
    expect(rule).toMatchObject({
      sentence: 'When lag of any group stays above 1,000 messages for 60 s',
      condition: { operator: '>', clearThreshold: 900, aggregation: 'group-sum' },
      keepFiringSeconds: 60,
      noData: { policy: 'keep', afterSeconds: 120 },
      enabled: true,
    });
    expect(warnings).toEqual(['It names no destination: its incidents are shown in the console alone.']);
    expect(ruleListSchema.parse(await done('GET', '/api/v1/rules')).items).toEqual([rule]);
  });

  test.each([
    ['a lag below the threshold', { ...BEHIND.condition, clearThreshold: 1_001 }, 'condition.clearThreshold'],
    ['a status without one', { metric: 'status', forSeconds: 0 }, 'condition.status'],
    ['NO_DATA as a degree of trouble', { metric: 'status', status: 'NO_DATA', forSeconds: 0 }, 'condition.status'],
    [
      'a threshold of a status',
      { metric: 'status', status: 'LOST', threshold: 1, forSeconds: 0 },
      'condition.threshold',
    ],
    ['no threshold', { metric: 'lag', forSeconds: 60 }, 'condition.threshold'],
    ['a metric that there is not', { metric: 'vibes', threshold: 1, forSeconds: 60 }, 'condition.metric'],
    ['half a second', { metric: 'lag', threshold: 1, forSeconds: 0.5 }, 'condition.forSeconds'],
    ['a negative lag', { metric: 'lag', threshold: -1, forSeconds: 60 }, 'condition.threshold'],
  ])('is refused at the field: %s', async (_, condition, parameter) => {
    const { status, body } = await send('POST', '/api/v1/rules', { ...BEHIND, condition });
    expect([status, body.code]).toEqual([400, 'INVALID_PARAMETER']);
    expect(body.errors.map((one: { parameter: string }) => one.parameter)).toContain(parameter);
  });

  test.each([
    ['groups.include.0', { groups: { include: ['pay\0ments'] } }],
    ['topics.exclude.0', { topics: { include: ['*'], exclude: ['\ud800'] } }],
    ['labels.team', { labels: { team: 'pay\0ments' } }],
    ['labels.team', { labels: { team: 'two\nlines' } }],
    ['labels.the team', { labels: { 'the team': 'pay' } }],
  ])('is refused at the field for what cannot be kept: %s', async (parameter, change) => {
    const { status, body } = await send('POST', '/api/v1/rules', { ...BEHIND, ...change });
    expect([status, body.errors?.[0]?.parameter]).toEqual([400, parameter]);
  });

  test('names only destinations that there are, and no other rule', async () => {
    await makeRule();
    expect(await send('POST', '/api/v1/rules', BEHIND)).toMatchObject({ status: 409, body: { code: 'RULE_EXISTS' } });
    const { body } = await send('POST', '/api/v1/rules', { ...BEHIND, name: 'other', destinations: ['pager'] });
    expect(body.errors).toEqual([
      { parameter: 'destinations', message: 'there is no destination "pager": make it first' },
    ]);
  });

  test.each([
    [{ clusters: { include: ['stage-*'] } }, 'No cluster is called stage-*: it watches nothing.'],
    [{ condition: { ...BEHIND.condition, forSeconds: 5 } }, /^Polls are 10 s apart: 5 s cannot be told/],
    [
      { condition: { metric: 'time-lag', threshold: 5, forSeconds: 60 } },
      /^Polls are 10 s apart: a group that commits/,
    ],
  ])('is taken with a word about it: %o', async (change, expected) => {
    const { warnings } = await makeRule({ ...BEHIND, ...change });
    expect(warnings).toContainEqual(expected instanceof RegExp ? expect.stringMatching(expected) : expected);
  });

  test('that somebody changed meanwhile is not overwritten by whoever looked at it before', async () => {
    const { rule } = await makeRule();
    const path = `/api/v1/rules/${rule.id}`;
    const changed = { ...BEHIND, condition: { ...BEHIND.condition, threshold: 99_000 } };
    await done('PUT', path, { ...changed, unchangedSince: rule.updatedAt });
    expect(await send('PUT', path, { ...BEHIND, enabled: false, unchangedSince: rule.updatedAt })).toMatchObject({
      status: 409,
      body: { code: 'RULE_CHANGED', detail: expect.stringContaining('look at what it is now') },
    });
    const { items } = (await done('GET', '/api/v1/rules')) as { items: { id: string; updatedAt: string }[] };
    const now = items.find(({ id }) => id === rule.id);
    expect(now).toMatchObject({ enabled: true, condition: { threshold: 99_000 } });
    await done('PUT', path, { ...changed, enabled: false, unchangedSince: now?.updatedAt });
  });

  test('is changed in place, or begins anew, and goes', async () => {
    const { rule } = await makeRule();
    const version = async () => {
      const [row] = await base.db.query('select version from alert_rule where id = $1', [rule.id], VERSION);
      return row?.version;
    };
    const path = `/api/v1/rules/${rule.id}`;
    await done('PUT', path, { ...BEHIND, severity: 'critical', enabled: false });
    expect(await version()).toBe(1);
    await done('PUT', path, { ...BEHIND, condition: { ...BEHIND.condition, forSeconds: 120 }, reason: 'too eager' });
    expect(await version()).toBe(2);
    await done('DELETE', `${path}?reason=nobody%20reads%20it`);
    expect(await send('PUT', path, BEHIND)).toMatchObject({ status: 404, body: { code: 'RULE_NOT_FOUND' } });
    const intended = rows.flatMap((row) => (row.row === 'intended' ? [[row.subject.action, row.subject.reason]] : []));
    expect(intended).toEqual([
      ['rule.create', null],
      ['rule.change', null],
      ['rule.change', 'too eager'],
      ['rule.delete', 'nobody reads it'],
    ]);
  });
});

test('rules over clusters that one may not see are not listed', async () => {
  const over = (...include: string[]) => ({ include, exclude: [] });
  await makeRule({ ...BEHIND, name: 'of prod', clusters: over('prod') });
  await makeRule({ ...BEHIND, name: 'of test', clusters: over('te*') });
  await makeRule({ ...BEHIND, name: 'of none', clusters: over('elsewhere') });
  const names = async () => ruleListSchema.parse(await done('GET', '/api/v1/rules')).items.map(({ name }) => name);
  expect(await names()).toEqual(['of none', 'of prod', 'of test']);
  install(testPrincipal([{ role: 'viewer', clusters: 'test' }]));
  expect(await names()).toEqual(['of test']);
});

describe('a destination', () => {
  test('shows none of its secrets, in no answer, and in no row of the audit log', async () => {
    const url = 'https://hooks.slack.com/services/T0/B0/verysecret';
    await done('POST', '/api/v1/destinations', { name: 'chat', kind: 'slack', config: { url } });
    const text = JSON.stringify([await done('GET', '/api/v1/destinations'), rows], (_, value) =>
      typeof value === 'bigint' ? String(value) : value,
    );
    expect(text).toContain('https://hooks.slack.com/…cret');
    expect(text).not.toContain('verysecret');
    const stored = await base.db.query('select settings::text as settings from destination', [], SETTINGS);
    expect(stored).toEqual([{ settings: '{}' }]);
  });

  test('keeps the secrets that a change leaves out, and rules follow its name', async () => {
    const made = await makeWebhook('hook', 'https://hook.test/');
    await makeRule({ ...BEHIND, destinations: ['hook'] });
    await done('PATCH', `/api/v1/destinations/${made.id}`, { name: 'renamed', config: { url: 'https://other.test/' } });
    const [after] = destinationListSchema.parse(await done('GET', '/api/v1/destinations')).items;
    expect(after).toMatchObject({ name: 'renamed', usable: true, rules: 1, settings: { url: 'https://other.test/' } });
    const secrets = await openedSecrets(base.db, context.secretKeys, [made.id]);
    expect(JSON.parse(secrets.get(made.id) ?? '')).toEqual({ secrets: [KEY] });
    await done('DELETE', `/api/v1/destinations/${made.id}`);
    expect(ruleListSchema.parse(await done('GET', '/api/v1/rules')).items[0]?.destinations).toEqual([]);
    expect(await openedSecrets(base.db, context.secretKeys, [made.id])).toEqual(new Map());
  });

  test('is given no secret of another address that nobody entered again', async () => {
    const config = { url: 'https://am.test/hook', bearerToken: 't0ken' };
    const made = await done('POST', '/api/v1/destinations', { name: 'am', kind: 'alertmanager', config });
    const path = `/api/v1/destinations/${made.destination.id}`;
    const change = (to: object) => send('PATCH', path, { config: to });
    expect(await change({ url: 'https://evil.test/hook' })).toMatchObject({
      status: 400,
      body: { errors: [{ parameter: 'config.bearerToken' }] },
    });
    expect(await change({ url: 'https://am.test/other' })).toMatchObject({ status: 200 });
    expect(await change({ url: 'https://evil.test/hook', bearerToken: 'another' })).toMatchObject({ status: 200 });
  });

  test('keeps the password of a mail server, gives it to no other and to no wire, and forgets it when asked to', async () => {
    const config = { ...MAIL, user: 'tidemark', password: 'hunter2' };
    const made = await done('POST', '/api/v1/destinations', { name: 'mail', kind: 'email', config });
    expect(made.destination.settings).toEqual({
      host: 'mail.test',
      security: 'starttls',
      from: 'tidemark@example.com',
      to: 'oncall@example.com',
      user: 'tidemark',
      password: '…',
    });
    const path = `/api/v1/destinations/${made.destination.id}`;
    const secrets = async () =>
      JSON.parse(
        (await openedSecrets(base.db, context.secretKeys, [made.destination.id])).get(made.destination.id) ?? '',
      );
    const change = (to: object) => send('PATCH', path, { config: to });
    expect(await change({ to: ['boss@example.com'] })).toMatchObject({ status: 200 });
    expect(await secrets()).toEqual({ password: 'hunter2' });
    for (const other of [{ host: 'evil.test' }, { port: 2525 }, { security: 'tls' }]) {
      expect(await change(other)).toMatchObject({ status: 400, body: { errors: [{ parameter: 'config.password' }] } });
    }
    expect(await change({ security: 'none' })).toMatchObject({
      status: 400,
      body: { errors: [{ parameter: 'config.security' }] },
    });
    expect(await change({ security: 'none', user: null, password: null })).toMatchObject({ status: 200 });
    expect(await secrets()).toEqual({});
  });

  test.each([
    ['pagerduty', { routingKey: 'short' }, 'config.routingKey'],
    ['slack', { url: 'ftp://x' }, 'config.url'],
    ['slack', { url: 'https://user:password@hooks.test/' }, 'config.url'],
    ['alertmanager', {}, 'config.url'],
    ['webhook', { url: 'https://x.test', secrets: ['secret'] }, 'config.secrets.0'],
    ['webhook', { url: 'https://x.test', secrets: [] }, 'config.secrets'],
    ['email', { ...MAIL, host: 'https://mail.test' }, 'config.host'],
    ['email', { ...MAIL, port: 0 }, 'config.port'],
    ['email', { ...MAIL, security: 'perhaps' }, 'config.security'],
    ['email', { ...MAIL, from: 'Ada <ada@example.com>' }, 'config.from'],
    ['email', { ...MAIL, from: 'ada@example.com\r\nBcc: evil@evil.test' }, 'config.from'],
    ['email', { ...MAIL, to: [] }, 'config.to'],
    ['email', { ...MAIL, to: Array.from({ length: 21 }, () => 'ada@example.com') }, 'config.to'],
    ['email', { ...MAIL, to: ['ada@example.com', 'nobody'] }, 'config.to.1'],
    ['email', { ...MAIL, user: 'ada' }, 'config.password'],
    ['email', { ...MAIL, password: 'hunter2' }, 'config.user'],
    ['email', { ...MAIL, user: 'ada', password: 'hunter2', security: 'none' }, 'config.security'],
  ])('is refused at the field: %s %o', async (kind, config, parameter) => {
    const { status, body } = await send('POST', '/api/v1/destinations', { name: 'one', kind, config });
    expect([status, body.errors?.[0]?.parameter]).toEqual([400, parameter]);
  });

  test('is tried out at once, however much it was told', async () => {
    const receiver = await Receiver.start();
    const { id } = await makeWebhook('hook', receiver.url());
    await base.db.execute(`update destination set next_free_at = now() + interval '1 hour'`);
    expect(await done('POST', `/api/v1/destinations/${id}/test`)).toMatchObject({ delivered: true });
    await receiver.close();
  });

  test('is shown as it would be told, with nothing of it kept, and none of its secrets', async () => {
    const config = { url: 'https://hooks.slack.com/services/T0/B0/verysecret', title: '{{ group }} is {{ event }}' };
    const { items } = previewSchema.parse(
      await done('POST', '/api/v1/destinations/preview', { kind: 'slack', config }),
    );
    expect(items.map(({ title }) => title)).toEqual(['🔴 payments-worker is opened', '✅ payments-worker is resolved']);
    expect(JSON.parse(items[0]?.body ?? '').blocks).toEqual(expect.any(Array));
    expect(JSON.stringify(items)).not.toContain('verysecret');
    expect(items[0]?.body).toContain('https://tidemark.test/clusters/prod-eu/alerts/');
    const wrong = { kind: 'slack', config: { text: '{{ nobody }}' } };
    expect(await send('POST', '/api/v1/destinations/preview', wrong)).toMatchObject({
      status: 400,
      body: { errors: [{ parameter: 'config.text', message: expect.stringMatching(/^there is no \{\{ nobody \}\}/) }] },
    });
    expect(await done('GET', '/api/v1/destinations')).toEqual({ items: [], missing: [] });
    expect(rows).toEqual([]);
    install(testPrincipal([{ clusters: '*', role: 'operator' }]));
    expect(await send('POST', '/api/v1/destinations/preview', wrong)).toMatchObject({ status: 403 });
  });

  test('has templates that are kept, changed and taken away', async () => {
    const { id } = await makeWebhook('hook', 'https://hook.test/');
    const change = (config: object) => done('PATCH', `/api/v1/destinations/${id}`, { config });
    const { destination } = await change({ title: '{{ group }}', text: '{{ summary }}' });
    expect(destination.settings).toMatchObject({ title: '{{ group }}', text: '{{ summary }}' });
    const { destination: after } = await change({ title: null, text: '' });
    expect(Object.keys(after.settings).sort()).toEqual(['secrets', 'url']);
  });

  test('of the kind e-mail is tried out, too', async () => {
    const server = await MailServer.start({ disabledCommands: ['STARTTLS'] });
    const config = { ...MAIL, host: '127.0.0.1', port: server.port, security: 'none' };
    const made = await done('POST', '/api/v1/destinations', { name: 'mail', kind: 'email', config });
    expect(await done('POST', `/api/v1/destinations/${made.destination.id}/test`)).toMatchObject({
      delivered: true,
      status: 250,
    });
    const [opened, resolved] = server.received.map(({ raw }) => raw);
    const [, id = 'no id'] = /^Message-ID:\s+(.*)\r$/m.exec(opened ?? '') ?? [];
    const [, answered] = /^In-Reply-To:\s+(.*)\r$/m.exec(resolved ?? '') ?? [];
    expect(answered).toBe(id);
    await server.close();
  });

  test('is tried out at a receiver, and says what came back', async () => {
    const receiver = await Receiver.start();
    const { id } = await makeWebhook('hook', receiver.url());
    const tried = () => done('POST', `/api/v1/destinations/${id}/test`);
    expect(await tried()).toEqual({ delivered: true, status: 200, detail: '200 ok' });
    expect(receiver.received.map(({ body }) => JSON.parse(body).type)).toEqual([
      'incident.opened',
      'incident.resolved',
    ]);
    receiver.answering = answer(403, 'who are you');
    expect(await tried()).toEqual({ delivered: false, status: 403, detail: '403 who are you' });
    await receiver.close();
    expect(await tried()).toMatchObject({ delivered: false, status: null });
    const inside = await makeWebhook('inside', 'http://169.254.169.254/latest/meta-data/');
    expect(await done('POST', `/api/v1/destinations/${inside.id}/test`)).toMatchObject({
      delivered: false,
      detail: expect.stringContaining('TIDEMARK_ALERT_ALLOWED_ADDRESSES'),
    });
  });
});

describe('an incident', () => {
  const ids = [randomUUID(), randomUUID(), randomUUID()];
  async function put(): Promise<void> {
    for (const [index, cluster] of ['prod', 'prod', 'test'].entries()) {
      await putAlerts(base.db, await registerCluster(base.db, cluster), {
        incidentId: ids[index] ?? '',
        at: new Date(NOW.getTime() - (3 - index) * 60_000),
      });
    }
  }
  const list = async (query = '') => incidentListSchema.parse(await done('GET', `/api/v1/incidents${query}`));

  test('is listed with the newest first, page after page, of one cluster or of all', async () => {
    await put();
    expect((await list()).items.map(({ id }) => id)).toEqual(ids.toReversed());
    const first = await list('?limit=2');
    const second = await list(`?limit=2&cursor=${encodeURIComponent(first.nextCursor ?? '')}`);
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(ids.toReversed());
    expect(second.nextCursor).toBeNull();
    expect(await list('?cluster=prod&state=firing')).toMatchObject({
      firing: 2,
      items: [{ id: ids[1] }, { id: ids[0] }],
    });
    expect((await list('?group=nobody')).items).toEqual([]);
  });

  test('is for those who may see its cluster', async () => {
    await put();
    install(testPrincipal([{ clusters: 'test', role: 'operator' }]));
    expect((await list()).items.map(({ cluster }) => cluster)).toEqual(['test']);
    expect(await send('GET', `/api/v1/incidents/${ids[0]}`)).toMatchObject({ status: 404 });
    expect(await send('POST', `/api/v1/incidents/${ids[0]}/ack`, {})).toMatchObject({ status: 404 });
    expect(await send('POST', `/api/v1/incidents/${ids[2]}/ack`, {})).toMatchObject({ status: 200 });
    install(testPrincipal([{ clusters: 'prod', role: 'viewer' }]));
    expect(await send('GET', `/api/v1/incidents/${ids[0]}`)).toMatchObject({ status: 200 });
    expect(await send('POST', `/api/v1/incidents/${ids[0]}/ack`, {})).toMatchObject({ status: 403 });
  });

  test('is acknowledged once, with who, when and a note', async () => {
    await put();
    const acked = await done('POST', `/api/v1/incidents/${ids[0]}/ack`, { note: 'looking' });
    expect(ackedIncidentSchema.parse(acked)).toEqual(acked);
    const { incident } = incidentDetailSchema.parse(await done('GET', `/api/v1/incidents/${ids[0]}`));
    expect(incident.ack).toEqual({ at: NOW.toISOString(), by: 'ada@example.com', note: 'looking' });
    expect(await send('POST', `/api/v1/incidents/${ids[0]}/ack`, {})).toMatchObject({
      status: 409,
      body: { code: 'INCIDENT_SEEN', detail: 'ada@example.com has seen it already' },
    });
  });
});

describe('a delivery', () => {
  test('that is parked is tried again by hand, and no other', async () => {
    await putAlerts(base.db, await registerCluster(base.db, 'prod'), { incidentId: randomUUID(), at: NOW });
    const items = async () => deliveryListSchema.parse(await done('GET', '/api/v1/deliveries')).items;
    const [waiting] = await items();
    const path = `/api/v1/deliveries/${waiting?.id}/redeliver`;
    expect(await send('POST', path)).toMatchObject({ status: 409, body: { code: 'NOT_PARKED' } });
    await base.db.execute(`update delivery set state = 'parked', reason = '400 no'`);
    expect(await items()).toMatchObject([{ state: 'parked', reason: '400 no', nextAt: null, event: 'opened' }]);
    expect(await done('POST', path)).toMatchObject({ state: 'waiting' });
  });
});
