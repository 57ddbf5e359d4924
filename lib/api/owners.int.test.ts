import { inspect } from 'node:util';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { owner } from '#lib/alerts/testing.ts';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { groupNow, pollWrite, testStore } from '#lib/views/testing.ts';
import { putAlerts } from './fixtures/put-alerts.ts';
import { destinationListSchema } from './schemas/destinations.ts';
import { groupDetailSchema } from './schemas/groups.ts';
import { ackedIncidentSchema, incidentDetailSchema, incidentListSchema } from './schemas/incidents.ts';
import { changedRuleSchema, checkedRuleSchema, type RuleInput, ruleListSchema } from './schemas/rules.ts';
import { installContext, request, testAccess, testContext, testPrincipal, watched } from './testing.ts';

const INCIDENT = '5b0a6a53-4f6a-4f7e-9f54-6e3a6a0a9b1c';
const RUNBOOK = 'https://wiki.test/payments';
const OWNERS = [
  owner('others', { groups: ['search-*'], destination: 'search-pager' }),
  owner('payments', { groups: ['payments'], runbook: RUNBOOK, tier: 'gold', destination: 'payments-pager' }),
  owner('orders', { topics: ['orders'] }),
];
const WHOSE = { team: 'payments', tier: 'gold', runbook: RUNBOOK };

let base: TestDatabase;
let clusterId: number;

beforeAll(async () => {
  base = await createTestDatabase();
  const store = await testStore(base.db, 'prod');
  ({ clusterId } = store);
  await store.write(pollWrite({ groups: [groupNow('payments'), groupNow('reports')] }));
});
afterAll(() => base?.drop());

beforeEach(async () => {
  await base.db.execute('truncate alert_rule, destination, incident cascade');
  await putAlerts(base.db, clusterId, { incidentId: INCIDENT, at: new Date() });
  install(OWNERS);
});

function install(owners: typeof OWNERS, role: 'viewer' | 'operator' = 'operator'): void {
  const access = testAccess(testPrincipal([{ clusters: '*', role }]));
  installContext(testContext(base.db, base.url, { access, clusters: [watched('prod')], owners }));
}

async function asked(path: string, body?: unknown, method = 'POST') {
  const headers = { 'content-type': 'application/json' };
  const response = await request(path, body === undefined ? {} : { method, headers, body: JSON.stringify(body) });
  const answer = await response.json();
  expect(response.status, inspect(answer)).toBe(200);
  return answer;
}

test('an incident says whose it is, to whoever may see it, and not where they are told', async () => {
  install(OWNERS, 'viewer');
  const detail = await asked(`/api/v1/incidents/${INCIDENT}`);
  expect(incidentDetailSchema.parse(detail).incident.owner).toEqual(WHOSE);
  expect(JSON.stringify(detail)).not.toContain('payments-pager');
  const list = incidentListSchema.parse(await asked('/api/v1/incidents'));
  expect(list.items.map((incident) => incident.owner)).toEqual([WHOSE]);
  install(OWNERS);
  const acked = ackedIncidentSchema.parse(await asked(`/api/v1/incidents/${INCIDENT}/ack`, {}));
  expect(acked.incident.owner).toEqual(WHOSE);
});

test('it is whose the group is farthest behind on where the group is nobody’s, and nobody’s without an owner', async () => {
  install(OWNERS.slice(2));
  const detail = incidentDetailSchema.parse(await asked(`/api/v1/incidents/${INCIDENT}`));
  expect(detail.incident.owner).toEqual({ team: 'orders', tier: null, runbook: null });
  install([]);
  expect(incidentDetailSchema.parse(await asked(`/api/v1/incidents/${INCIDENT}`)).incident.owner).toBeNull();
});

test('a group says whose it is', async () => {
  const group = async (name: string) => groupDetailSchema.parse(await asked(`/api/v1/clusters/prod/groups/${name}`));
  expect((await group('payments')).owner).toEqual(WHOSE);
  expect((await group('reports')).owner).toBeNull();
});

test('a rule tells owners unless it says otherwise, and is told which of them cannot be', async () => {
  const rule: RuleInput = {
    name: 'behind',
    severity: 'error',
    condition: { metric: 'lag', threshold: 1_000, forSeconds: 60 },
  };
  const made = changedRuleSchema.parse(await asked('/api/v1/rules', rule));
  expect(made.rule.tellOwner).toBe(true);
  const path = `/api/v1/rules/${made.rule.id}`;
  const changed = changedRuleSchema.parse(await asked(path, { ...rule, tellOwner: false }, 'PUT'));
  expect(changed.rule.tellOwner).toBe(false);
  await base.db.execute(`insert into destination (name, kind, settings) values ('payments-pager', 'webhook', '{}')`);
  const listed = async () => ruleListSchema.parse(await asked('/api/v1/rules')).items.map((one) => one.owners);
  expect(await listed()).toEqual([[], ['payments']]);
  const check = async (input: RuleInput) => checkedRuleSchema.parse(await asked('/api/v1/rules/check', input));
  const warnings = async (input: RuleInput) => (await check(input)).warnings.map(({ message }) => message);
  expect((await check(rule)).owners).toEqual(['payments']);
  expect((await check({ ...rule, tellOwner: false })).owners).toEqual([]);
  expect(await warnings(rule)).toEqual([
    'It names no destination: what no owner is told of is shown in the console alone.',
    'The owner others cannot be told: tidemark.yaml names the destination "search-pager", and there is none.',
  ]);
  expect(await warnings({ ...rule, tellOwner: false })).toEqual([
    'It names no destination: its incidents are shown in the console alone.',
  ]);
});

test('destinations say which owners name them, and which that owners name are not there', async () => {
  installContext(testContext(base.db, base.url, { clusters: [watched('prod')], owners: OWNERS }));
  await base.db.execute(`insert into destination (name, kind, settings) values ('payments-pager', 'webhook', '{}')`);
  const { items, missing } = destinationListSchema.parse(await asked('/api/v1/destinations'));
  expect(items.map(({ name, owners }) => [name, owners])).toEqual([
    [`hook ${INCIDENT}`, []],
    ['payments-pager', ['payments']],
  ]);
  expect(missing).toEqual([{ name: 'search-pager', owners: ['others'] }]);
});
