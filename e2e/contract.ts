import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { z } from 'zod';
import { groupSlug } from '#lib/api/group-slug.ts';

/** A running server, and the headers that say who asks it. */
export interface Asked {
  baseUrl: string;
  headers: Record<string, string>;
}

/** What a whole run found: which requests were made, and what was wrong with any answer. */
export interface ContractReport {
  requests: number;
  /** Operation ids that were answered with a success. */
  operations: string[];
  failures: string[];
}

interface Probe {
  operationId: string;
  path: string;
  status: number;
}

const SUCCESS = 200;
const STREAM_TIMEOUT_MS = 15_000;
const ANSWER_TIMEOUT_MS = 30_000;
const DAY_AGO = new Date(Date.now() - 86_400_000).toISOString();

const responseSchema = z.looseObject({ content: z.record(z.string(), z.looseObject({})).optional() });
const operationSchema = z.looseObject({ operationId: z.string(), responses: z.record(z.string(), responseSchema) });
const documentSchema = z.looseObject({
  paths: z.record(z.string(), z.looseObject({ get: operationSchema.optional() })),
});
type Document = z.infer<typeof documentSchema>;

/**
 * Asks every operation that changes nothing of a running server, with ids it finds there and with bad ones, and holds each answer against the
 * server's own OpenAPI document: status, content type, body. Needs at least one polled cluster with a topic and a group.
 */
export async function checkContract(asked: Asked): Promise<ContractReport> {
  const document = documentSchema.parse(await getJson(asked, '/api/v1/openapi.json'));
  const validate = validators(document);
  const operations = new Map(
    Object.entries(document.paths).flatMap(([path, { get }]) => (get ? [[get.operationId, { path, ...get }]] : [])),
  );
  const report: ContractReport = { requests: 0, operations: [], failures: [] };
  const fail = (probe: Probe, what: string) => report.failures.push(`${probe.operationId} ${probe.path}: ${what}`);

  for (const probe of [...(await goodProbes(asked)), ...badProbes(await firstCluster(asked))]) {
    const operation = operations.get(probe.operationId);
    if (operation === undefined) {
      fail(probe, 'no such operation in the document');
      continue;
    }
    report.requests += 1;
    const answer = await ask(asked, probe.path);
    if (answer.status !== probe.status) fail(probe, `status ${answer.status}, not ${probe.status}: ${answer.text}`);
    const documented = operation.responses[String(answer.status)]?.content ?? {};
    if (!Object.hasOwn(documented, answer.contentType)) {
      fail(probe, `${answer.status} ${answer.contentType} is not documented`);
      continue;
    }
    const errors = validate(operation.path, answer.status, answer.contentType, answer.body);
    if (errors !== null) fail(probe, errors);
    else if (answer.status === SUCCESS) report.operations.push(probe.operationId);
    for (const header of ['x-request-id', 'x-content-type-options', 'cache-control']) {
      if (!answer.headers.has(header)) fail(probe, `no header ${header}`);
    }
  }
  report.operations = [...new Set(report.operations)].sort();
  for (const [id, { responses }] of operations) {
    // Others lead browsers on.
    if (!Object.hasOwn(responses, SUCCESS)) continue;
    if (!report.operations.includes(id)) report.failures.push(`${id}: no request was answered with a success`);
  }
  return report;
}

/** Requests that must succeed, for what there is on this server: every cluster, its worst groups and its odd ones. */
async function goodProbes(asked: Asked): Promise<Probe[]> {
  const good = (operationId: string, path: string): Probe => ({ operationId, path, status: SUCCESS });
  const probes = [
    good('getHealth', '/api/health'),
    good('getReady', '/api/ready'),
    good('getMetrics', '/metrics'),
    good('getOpenApi', '/api/v1/openapi.json'),
    good('listClusters', '/api/v1/clusters'),
    good('streamPolls', '/api/v1/stream'),
    good('getSession', '/api/v1/session'),
    good('listSessions', '/api/v1/sessions'),
    good('listTokens', '/api/v1/tokens'),
    good('listUsers', '/api/v1/users'),
    good('listGrants', '/api/v1/grants'),
    good('listRules', '/api/v1/rules'),
    good('exportRules', '/api/v1/rules.yaml'),
    good('listSilences', '/api/v1/silences'),
    good('listIncidents', '/api/v1/incidents?state=all&limit=5'),
    good('listPending', '/api/v1/incidents/pending?limit=5'),
    good('listDestinations', '/api/v1/destinations'),
    good('listDeliveries', '/api/v1/deliveries?limit=5'),
    good('listClusterSettings', '/api/v1/settings/clusters'),
    good('listEngineStatus', '/api/v1/settings/engine'),
    good('getStorage', '/api/v1/settings/storage'),
    good('listAudit', '/api/v1/audit?limit=5'),
    good('exportAuditCsv', '/api/v1/audit.csv'),
    good('exportAuditJson', '/api/v1/audit.json?outcome=done'),
    good('listBurrowClusters', '/v3/kafka'),
  ];
  // The tests of alerts leave some.
  for (const id of await names(asked, '/api/v1/incidents?limit=3', 'id')) {
    probes.push(good('getIncident', `/api/v1/incidents/${id}`));
  }
  for (const cluster of await names(asked, '/api/v1/clusters', 'name')) {
    const base = `/api/v1/clusters/${cluster}`;
    probes.push(
      good('getCluster', base),
      good('getKafkaExporterMetrics', `/metrics/kafka-exporter?cluster=${cluster}`),
      good('getKafkaLagExporterMetrics', `/metrics/kafka-lag-exporter?cluster=${cluster}`),
      good('getBurrowCluster', `/v3/kafka/${cluster}`),
      good('listBurrowTopics', `/v3/kafka/${cluster}/topic`),
      good('listBurrowConsumers', `/v3/kafka/${cluster}/consumer`),
      good('listBrokers', `${base}/brokers`),
      good('listDeliveries', `/api/v1/deliveries?cluster=${cluster}&state=parked`),
      good('listEvents', `${base}/events?limit=5`),
      good('streamPolls', `/api/v1/stream?cluster=${cluster}`),
    );
    for (const sort of ['danger', '-danger', 'name', 'size', '-partitions', 'groups']) {
      probes.push(good('listTopics', `${base}/topics?sort=${sort}&limit=5`));
    }
    for (const sort of ['danger', 'name', '-lag', 'members', '-partitions', 'topics']) {
      probes.push(good('listGroups', `${base}/groups?sort=${sort}&limit=5`));
    }
    probes.push(good('listGroups', `${base}/groups?search=${encodeURIComponent("%_\\'<b>🙂")}`));
    for (const topic of await names(asked, `${base}/topics?limit=50`, 'name')) {
      probes.push(
        good('getTopic', `${base}/topics/${topic}`),
        good('getTopicHistory', `${base}/topics/${topic}/history`),
        good('getBurrowTopic', `/v3/kafka/${cluster}/topic/${topic}`),
        good('listBurrowTopicConsumers', `/v3/kafka/${cluster}/topic/${topic}/consumers`),
        good('listEvents', `${base}/events?topic=${topic}&limit=5`),
      );
    }
    for (const group of await names(asked, `${base}/groups?limit=50`, 'group')) {
      const one = `${base}/groups/${groupSlug(group)}`;
      probes.push(
        good('getGroup', one),
        good('getGroupRates', `${one}/rates?points=60`),
        good('getGroupCauses', `${one}/causes`),
        good('getGroupBaseline', `${one}/baseline?points=12`),
        good('getGroupStatuses', `${one}/statuses?by=partition`),
        good('getGroupLag', `${one}/lag?unit=seconds&points=60`),
        good('getBurrowConsumer', `/v3/kafka/${cluster}/consumer/${groupSlug(group)}`),
        good('getBurrowStatus', `/v3/kafka/${cluster}/consumer/${groupSlug(group)}/status`),
        good('getBurrowLag', `/v3/kafka/${cluster}/consumer/${groupSlug(group)}/lag`),
        good('listEvents', `${base}/events?group=${encodeURIComponent(group)}&related=true&limit=5`),
        good('listRules', `/api/v1/rules?cluster=${cluster}&group=${encodeURIComponent(group)}`),
        good(
          'listIncidents',
          `/api/v1/incidents?cluster=${cluster}&group=${encodeURIComponent(group)}&from=${DAY_AGO}`,
        ),
      );
      for (const by of ['group', 'topic', 'partition'])
        probes.push(good('getGroupLag', `${one}/lag?by=${by}&points=60`));
    }
  }
  return probes;
}

/** Requests that must be refused with words. */
function badProbes(cluster: string): Probe[] {
  const base = `/api/v1/clusters/${cluster}`;
  const missing = groupSlug('no such/group');
  const rows: [status: number, operationId: string, path: string][] = [
    [400, 'getHealth', '/api/health?x=1'],
    [400, 'getMetrics', '/metrics?cluster=local'],
    [400, 'getKafkaExporterMetrics', '/metrics/kafka-exporter'],
    [404, 'getKafkaExporterMetrics', '/metrics/kafka-exporter?cluster=no-such-cluster'],
    [404, 'getKafkaLagExporterMetrics', '/metrics/kafka-lag-exporter?cluster=no-such-cluster'],
    [404, 'getBurrowCluster', '/v3/kafka/no-such-cluster'],
    [404, 'getBurrowTopic', `/v3/kafka/${cluster}/topic/no-such-topic`],
    [404, 'getBurrowConsumer', `/v3/kafka/${cluster}/consumer/${missing}`],
    [404, 'getBurrowStatus', `/v3/kafka/${cluster}/consumer/${missing}/status`],
    [404, 'getBurrowLag', `/v3/kafka/no-such-cluster/consumer/g/lag`],
    [404, 'beginOidcSignIn', '/api/v1/sign-in/oidc'],
    [404, 'finishOidcSignIn', '/api/v1/sign-in/oidc/callback?state=s&code=c&session_state=x'],
    [400, 'listClusters', '/api/v1/clusters?page=1'],
    [400, 'listIncidents', '/api/v1/incidents?state=perhaps'],
    [404, 'listIncidents', '/api/v1/incidents?cluster=no-such-cluster'],
    [400, 'listIncidents', '/api/v1/incidents?from=yesterday'],
    [404, 'listRules', '/api/v1/rules?cluster=no-such-cluster'],
    [400, 'listRules', '/api/v1/rules?group=payments'],
    [400, 'getIncident', '/api/v1/incidents/7'],
    [404, 'getIncident', '/api/v1/incidents/5b0a6a53-4f6a-4f7e-9f54-6e3a6a0a9b1c'],
    [400, 'listDeliveries', '/api/v1/deliveries?state=perhaps'],
    [400, 'listAudit', '/api/v1/audit?outcome=perhaps'],
    [400, 'exportAuditCsv', '/api/v1/audit.csv?limit=5'],
    [400, 'exportAuditJson', '/api/v1/audit.json?from=yesterday'],
    [404, 'getCluster', '/api/v1/clusters/no-such-cluster'],
    [404, 'getCluster', '/api/v1/clusters/%00'],
    [404, 'listBrokers', '/api/v1/clusters/no-such-cluster/brokers'],
    [400, 'listEvents', `${base}/events?kind=none`],
    [400, 'listEvents', `${base}/events?broker=-1`],
    [400, 'listEvents', `${base}/events?group=g&related=perhaps`],
    [404, 'listEvents', '/api/v1/clusters/no-such-cluster/events'],
    [404, 'getTopic', `${base}/topics/no-such-topic`],
    [404, 'getTopic', `${base}/topics/${'x'.repeat(249)}`],
    [404, 'getTopic', `${base}/topics/a%2Fb`],
    [404, 'getTopicHistory', `${base}/topics/no-such-topic/history`],
    [400, 'getTopicHistory', `${base}/topics/no-such-topic/history?points=1000000`],
    [400, 'listTopics', `${base}/topics?sort=lag`],
    [400, 'listTopics', `${base}/topics?cursor=abc`],
    [400, 'listGroups', `${base}/groups?cursor=abc`],
    [400, 'listGroups', `${base}/groups?limit=0`],
    [400, 'listGroups', `${base}/groups?status=bad`],
    [404, 'getGroup', `${base}/groups/${missing}`],
    [404, 'getGroup', `${base}/groups/%3Cscript%3E`],
    [404, 'getGroup', `${base}/groups/two%20words`],
    [404, 'getGroup', `${base}/groups/a%2Fb`],
    [404, 'getGroup', `${base}/groups/%00`],
    [400, 'getGroup', `${base}/groups/~x`],
    [400, 'getGroup', `${base}/groups/%ff`],
    [400, 'getTopic', `${base}/topics/%`],
    [404, 'getGroupLag', `${base}/groups/${missing}/lag`],
    [404, 'getGroupRates', `${base}/groups/${missing}/rates`],
    [404, 'getGroupCauses', `${base}/groups/${missing}/causes`],
    [400, 'getGroupCauses', `${base}/groups/${missing}/causes?at=yesterday`],
    [400, 'getGroupLag', `${base}/groups/${missing}/lag?from=yesterday`],
    [400, 'getGroupLag', `${base}/groups/${missing}/lag?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z`],
    [400, 'getGroupLag', `${base}/groups/${missing}/lag?points=1000000`],
    [400, 'getGroupLag', `${base}/groups/${missing}/lag?unit=hours`],
    [404, 'streamPolls', '/api/v1/stream?cluster=no-such-cluster'],
  ];
  return rows.map(([status, operationId, path]) => ({ operationId, path, status }));
}

interface Answer {
  status: number;
  contentType: string;
  headers: Headers;
  text: string;
  body: unknown;
}

async function ask({ baseUrl, headers }: Asked, path: string): Promise<Answer> {
  const response = await fetch(new URL(path, baseUrl), { headers, signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS) });
  const [contentType = ''] = (response.headers.get('content-type') ?? '').split(';');
  const text = contentType === 'text/event-stream' ? await firstEventData(response) : await response.text();
  const body = contentType.includes('json') || contentType === 'text/event-stream' ? JSON.parse(text) : text;
  return { status: response.status, contentType, headers: response.headers, text: text.slice(0, 300), body };
}

/** The data of the first event of a stream; the stream is left then. */
async function firstEventData(response: Response): Promise<string> {
  const deadline = AbortSignal.timeout(STREAM_TIMEOUT_MS);
  let text = '';
  for await (const chunk of (response.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const data = /^data: (.*)\n\n/m.exec(text)?.[1];
    if (data !== undefined) return data;
    deadline.throwIfAborted();
  }
  throw new Error(`the stream ended before its first event: ${JSON.stringify(text)}`);
}

/** Checks a body against what the document says of that path, status and content type; gives what is wrong. */
function validators(document: Document) {
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: true });
  ajv.addFormat('date-time', (value) => !Number.isNaN(Date.parse(value)));
  ajv.addSchema(document, 'openapi');
  const compiled = new Map<string, ValidateFunction>();
  return (path: string, status: number, contentType: string, body: unknown): string | null => {
    const pointer = ['paths', path, 'get', 'responses', String(status), 'content', contentType, 'schema'];
    const ref = `openapi#/${pointer.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')}`;
    const check = compiled.get(ref) ?? ajv.compile({ $ref: ref });
    compiled.set(ref, check);
    return check(body) ? null : ajv.errorsText(check.errors, { dataVar: 'body' });
  };
}

const itemsSchema = z.looseObject({ items: z.array(z.looseObject({})) });

async function names(asked: Asked, path: string, key: string): Promise<string[]> {
  const { items } = itemsSchema.parse(await getJson(asked, path));
  return items.map((item) => z.string().parse(item[key]));
}

async function firstCluster(asked: Asked): Promise<string> {
  const [first] = await names(asked, '/api/v1/clusters', 'name');
  if (first === undefined) throw new Error('the server has no cluster');
  return first;
}

async function getJson({ baseUrl, headers }: Asked, path: string): Promise<unknown> {
  const response = await fetch(new URL(path, baseUrl), { headers, signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS) });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response.json();
}
