import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { writeMutes } from '#lib/alerts/store/incidents.ts';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { registerCluster } from '#lib/history/writer.ts';
import { putAlerts } from './fixtures/put-alerts.ts';
import { incidentListSchema } from './schemas/incidents.ts';
import {
  changedSilenceSchema,
  checkedSilenceSchema,
  type SilenceCheck,
  type SilenceInput,
  silenceListSchema,
} from './schemas/silences.ts';
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

let base: TestDatabase;
let rows: AuditEntry[];
let now: Date;

beforeAll(async () => {
  base = await createTestDatabase();
});
afterAll(() => base?.drop());
beforeEach(async () => {
  await base.db.execute('truncate silence, incident, alert_rule, destination cascade');
  rows = [];
  now = new Date('2026-11-23T14:00:00Z');
  install();
});

function install(principal = testPrincipal()): void {
  const clusters = ['prod', 'test'].map(watched);
  const access = testAccess(principal, rows);
  installContext(testContext(base.db, base.url, { access, clusters, now: () => now }));
}
const as = (role: 'viewer' | 'operator' | 'admin', clusters: string) => install(testPrincipal([{ role, clusters }]));

const HOUR: SilenceInput = { cluster: 'prod', comment: 'deploy', endsAt: '2026-11-23T15:00:00.000Z' };
const WEEKLY = { cron: '0 2 * * 6', minutes: 180, timeZone: 'Europe/Berlin' };
const make = async (changes: Partial<SilenceInput> = {}) =>
  changedSilenceSchema.parse(await done('POST', '/api/v1/silences', { ...HOUR, ...changes })).silence;
const list = async () => silenceListSchema.parse(await done('GET', '/api/v1/silences')).items;

describe('a silence', () => {
  test('begins now unless it says when, is over everything unless it says over what, and is in the audit log', async () => {
    const silence = await make();
    expect(silence).toMatchObject({
      cluster: 'prod',
      author: testPrincipal().name,
      startsAt: now.toISOString(),
      state: 'in-force',
      until: '2026-11-23T15:00:00.000Z',
      matchers: { groups: { include: ['*'], exclude: [] }, brokers: [], severities: [], labels: {} },
    });
    expect(await list()).toEqual([silence]);
    expect(rows[0]).toMatchObject({
      row: 'intended',
      subject: { action: 'silence.create', cluster: 'prod', target: 'deploy' },
    });
  });

  test('of brokers says so, and keeps that', async () => {
    const { matchers } = await make({ matchers: { brokers: [2, 3] } });
    expect(matchers.brokers).toEqual([2, 3]);
    expect((await list()).map((silence) => silence.matchers.brokers)).toEqual([[2, 3]]);
  });

  test('is upcoming, in force and over in turn, and stays in the list', async () => {
    await make({ startsAt: '2026-11-23T14:30:00.000Z' });
    const states: string[] = [];
    for (const time of ['14:00', '14:30', '14:59', '15:00']) {
      now = new Date(`2026-11-23T${time}:00Z`);
      states.push((await list())[0]?.state ?? '');
    }
    expect(states).toEqual(['upcoming', 'in-force', 'in-force', 'over']);
  });

  test('that recurs says when it is open next', async () => {
    const window = await make({ endsAt: null, recurrence: WEEKLY });
    expect(window).toMatchObject({
      state: 'upcoming',
      from: '2026-11-28T01:00:00.000Z',
      until: '2026-11-28T04:00:00.000Z',
    });
  });

  test('ends early, once', async () => {
    const { id } = await make();
    now = new Date('2026-11-23T14:10:00Z');
    const ended = changedSilenceSchema.parse(await done('DELETE', `/api/v1/silences/${id}?reason=done`));
    expect(ended.silence).toMatchObject({ state: 'over', endsAt: now.toISOString(), from: null });
    expect(await send('DELETE', `/api/v1/silences/${id}`)).toMatchObject({
      status: 409,
      body: { code: 'SILENCE_OVER' },
    });
    expect(rows).toContainEqual(
      expect.objectContaining({
        subject: expect.objectContaining({ action: 'silence.end', reason: 'done' }),
        change: expect.objectContaining({ before: expect.objectContaining({ comment: 'deploy' }) }),
      }),
    );
  });

  test.each([
    [{ comment: ' ' }, 'comment'],
    [{ comment: 'a\nb' }, 'comment'],
    [{ endsAt: null }, 'endsAt'],
    [{ endsAt: '2026-11-23T13:59:00.000Z' }, 'endsAt'],
    [{ startsAt: '2026-11-23T15:30:00.000Z' }, 'endsAt'],
    [{ endsAt: 'tomorrow' }, 'endsAt'],
    [{ recurrence: { ...WEEKLY, cron: 'at night' } }, 'recurrence.cron'],
    [{ recurrence: { ...WEEKLY, timeZone: 'Mars' } }, 'recurrence.timeZone'],
    [{ recurrence: { ...WEEKLY, minutes: 0 } }, 'recurrence.minutes'],
    [{ matchers: { groups: { include: [] } } }, 'matchers.groups.include'],
    [{ matchers: { groups: { include: ['a', '/(b/'] } } }, 'matchers.groups.include.1'],
    [{ matchers: { rules: { include: ['*'], exclude: ['/(?!x)/'] } } }, 'matchers.rules.exclude.0'],
    [{ matchers: { severities: ['loud'] } }, 'matchers.severities.0'],
    [{ matchers: { groups: { include: ['pay\0ments'] } } }, 'matchers.groups.include.0'],
    [{ matchers: { labels: { team: 'pay\0ments' } } }, 'matchers.labels.team'],
    [{ matchers: { brokers: [2, -1] } }, 'matchers.brokers.1'],
    [{ matchers: { brokers: [2 ** 31] } }, 'matchers.brokers.0'],
    [{ matchers: { brokers: [1.5] } }, 'matchers.brokers.0'],
    [{ matchers: { groups: { include: ['*'] }, hosts: {} } }, 'matchers'],
  ])('is refused at the field: %j', async (changes, parameter) => {
    const { status, body } = await send('POST', '/api/v1/silences', { ...HOUR, ...changes });
    expect([status, body.errors?.[0]?.parameter]).toEqual([400, parameter]);
    expect(await list()).toEqual([]);
  });
});

describe('who may', () => {
  test('an operator of a cluster silence it, not another one, nor all', async () => {
    as('operator', 'prod');
    const { id } = await make();
    expect(await send('POST', '/api/v1/silences', { ...HOUR, cluster: 'test' })).toMatchObject({ status: 403 });
    expect(await send('POST', '/api/v1/silences', { ...HOUR, cluster: null })).toMatchObject({ status: 403 });
    as('viewer', '*');
    expect(await send('POST', '/api/v1/silences', HOUR)).toMatchObject({ status: 403 });
    expect(await send('DELETE', `/api/v1/silences/${id}`)).toMatchObject({ status: 403 });
  });

  test('whoever sees a cluster see what is silenced of it, and what is silenced of all', async () => {
    await make({ cluster: 'prod', comment: 'of prod' });
    const { id } = await make({ cluster: 'test', comment: 'of test' });
    await make({ cluster: null, comment: 'of all' });
    as('operator', 'prod');
    expect((await list()).map(({ comment }) => comment)).toEqual(['of all', 'of prod']);
    expect(await send('DELETE', `/api/v1/silences/${id}`)).toMatchObject({
      status: 404,
      body: { code: 'SILENCE_NOT_FOUND' },
    });
  });
});

test('an incident says why nobody is told of it, and the silence how many there are', async () => {
  const { id } = await make();
  const incidentId = randomUUID();
  await putAlerts(base.db, await registerCluster(base.db, 'prod'), { incidentId, at: now });
  const untilMs = Date.parse('2026-11-23T15:00:00.000Z');
  await writeMutes(base.db, new Map([[incidentId, { by: 'silence' as const, id, why: 'deploy', untilMs }]]));
  const [incident] = incidentListSchema.parse(await done('GET', '/api/v1/incidents?cluster=prod')).items;
  expect(incident?.muted).toEqual({ by: 'silence', silence: id, why: 'deploy', until: '2026-11-23T15:00:00.000Z' });
  expect((await list()).map(({ muted }) => muted)).toEqual([1]);
});

describe('a silence that is not made yet', () => {
  const check = async (matchers: SilenceCheck['matchers'], cluster: string | null = 'prod') =>
    checkedSilenceSchema.parse(await done('POST', '/api/v1/silences/check', { cluster, matchers }));
  const only = (...include: string[]) => ({ include });
  beforeEach(async () => {
    for (const cluster of ['prod', 'test']) {
      const incidentId = randomUUID();
      await putAlerts(base.db, await registerCluster(base.db, cluster), { incidentId, at: now });
    }
  });

  test('says how many open incidents it would be over, by the patterns that the engine goes by', async () => {
    const firing = async (...asked: Parameters<typeof check>) => (await check(...asked)).firing;
    expect(await firing({})).toBe(1);
    expect(await firing({}, null)).toBe(2);
    expect(await firing({ groups: only('pay*') })).toBe(1);
    expect(await firing({ groups: only('/^pay/') }, null)).toBe(2);
    expect(await firing({ groups: only('/^ments/') })).toBe(0);
    expect(await firing({ rules: only('/^behind [0-9a-f-]{36}$/'), labels: { team: 'payments' } })).toBe(1);
    expect(await firing({ topics: only('*orders*') })).toBe(0);
  });

  test('of a broker is over what is about that one, and says where there is no such broker', async () => {
    await base.db.execute(
      `update incident set group_name = null, broker_id = 2 from cluster c where c.id = cluster_id and c.name = 'prod'`,
    );
    await base.db.execute(
      `insert into broker_now (cluster_id, broker_id, state, state_since, seen_since, leaders, replicas, in_sync_replicas,
                               under_replicated_led, not_preferred_led)
       select id, unnest(array[1, 2]), 'up', now(), now(), 0, 0, 0, 0, 0 from cluster where name = 'prod'`,
    );
    const about = (...brokers: number[]) => check({ brokers }, null);
    expect(await about(2)).toEqual({ firing: 1, warnings: [] });
    expect((await about(1, 9)).firing).toBe(0);
    expect((await about(9)).warnings).toEqual([
      { parameter: 'matchers.brokers', message: 'There is no such broker now: it mutes nothing until there is.' },
    ]);
  });

  test('is told what is doubtful, and refused where it cannot be; nothing is kept', async () => {
    expect((await check({ rules: only('lag'), groups: only('^pay.*') })).warnings).toEqual([
      { parameter: 'matchers.rules.include', message: 'No rule matches now: it mutes nothing until one does.' },
      { parameter: 'matchers.groups.include', message: expect.stringContaining('/^pay.*/') },
    ]);
    const matchers = { groups: only('/(?=pay)/') };
    expect(await send('POST', '/api/v1/silences/check', { cluster: 'prod', matchers })).toMatchObject({
      status: 400,
      body: { errors: [{ parameter: 'matchers.groups.include.0' }] },
    });
    expect([await list(), rows]).toEqual([[], []]);
  });

  test('is checked for those alone who may make it', async () => {
    as('operator', 'prod');
    expect((await check({})).firing).toBe(1);
    for (const cluster of ['test', null]) {
      expect(await send('POST', '/api/v1/silences/check', { cluster })).toMatchObject({ status: 403 });
    }
    as('viewer', '*');
    expect(await send('POST', '/api/v1/silences/check', { cluster: 'prod' })).toMatchObject({ status: 403 });
  });
});
