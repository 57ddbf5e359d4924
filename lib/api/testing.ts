import { type Logger, pino } from 'pino';
import type { AuditSubject } from '#lib/access/audit/contract.ts';
import { type AuthenticationOptions, authenticator, type TokenGuard } from '#lib/access/authenticate.ts';
import { createIdentity } from '#lib/access/identity/identity.ts';
import type { Grant, Principal } from '#lib/access/principal.ts';
import { SecretKey } from '#lib/access/secrets/key.ts';
import { Secret } from '#lib/config/secret.ts';
import type { Database } from '#lib/db/database.ts';
import { DAY_MS } from '#lib/history/hours.ts';
import { STATUS_RULES } from '#lib/lag/status/rules.ts';
import { KeptAWhile } from '#lib/metrics/kept-a-while.ts';
import { PollCache } from '#lib/metrics/poll-cache.ts';
import type { ConfiguredCluster } from '#lib/views/cluster-identity.ts';
import type { Attempts } from './attempts.ts';
import type { AccessContext, ApiContext, MetricsContext } from './context.ts';
import { OPERATIONS } from './operations.ts';
import { type RouteHandler, serveNothing } from './route.ts';
import { databasePollFeed } from './stream/database-poll-feed.ts';
import { webProcess } from './web-process.ts';

/** A cluster of the configuration, polled every 10 s. */
export const watched = (name: string): ConfiguredCluster => ({
  name,
  pollIntervalMs: 10_000,
  readCommittedGroups: [],
  causeWindowMs: 900_000,
  usualAfterMs: 3_600_000,
  rateWindowMs: 60_000,
  trendWindowMs: 300_000,
  statusRules: STATUS_RULES,
  statusRulesOfGroups: [],
  bootstrapBrokers: [{ host: 'kafka-1', port: 9092 }],
  readOnly: false,
  protected: false,
});

/** A user with these grants; an admin of everything without. */
export const testPrincipal = (
  grants: readonly Grant[] = [{ clusters: '*', role: 'admin' }],
  overrides: Partial<Principal> = {},
): Principal => ({
  kind: 'user',
  id: 'user-1',
  name: 'ada@example.com',
  grants,
  use: null,
  sessionId: null,
  ambient: true,
  ...overrides,
});

/** What a test's audit log was told, in order. */
export type AuditEntry =
  | { row: 'intended'; id: bigint; subject: AuditSubject; change: unknown }
  | { row: 'concluded'; of: bigint; ended: unknown }
  | { row: 'refused'; subject: AuditSubject; code: string };

/** Everybody is `principal` (null: nobody); the audit log is the array. */
export function testAccess(principal: Principal | null = testPrincipal(), rows: AuditEntry[] = []): AccessContext {
  return {
    inspect: () => {},
    authenticate: async () => principal,
    originOf: (_, requestId) => ({ address: '127.0.0.1', userAgent: null, requestId }),
    audit: {
      async intend(subject, change) {
        const id = BigInt(rows.length + 1);
        rows.push({ row: 'intended', id, subject, change });
        return { id, subject };
      },
      conclude: async ({ id: of }, ended) => void rows.push({ row: 'concluded', of, ended }),
      refuse: async (subject, code) => void rows.push({ row: 'refused', subject, code }),
    },
  };
}

/** Everybody is who their token or session says; the audit log is the array. */
export const provenAccess = (
  database: Database,
  rows: AuditEntry[],
  overrides: Partial<AuthenticationOptions> = {},
): AccessContext => ({
  ...testAccess(null, rows),
  authenticate: authenticator({
    database,
    secret: () => TEST_SECRET,
    sessionIdleMs: 600_000,
    isSecure: () => false,
    tokens: UNBOUNDED.tokens,
    now: () => new Date(),
    ...overrides,
  }),
});

/** A log of the process, and all that it was told. */
export function keptLog(): { log: Logger; text(): string } {
  const lines: string[] = [];
  const log = pino({ level: 'trace' }, { write: (line) => void lines.push(line) });
  return { log, text: () => lines.join('') };
}

/** Bounds nothing. */
export const UNBOUNDED: { attempts: Attempts; tokens: TokenGuard; marks: ApiContext['marks'] } = {
  attempts: { admit: async () => ({ admitted: true, succeeded: async () => {} }), forgive: async () => {} },
  tokens: { admit: async () => {}, found: async () => {} },
  marks: { refusal: async () => null },
};

/** What the cookies of tests are signed with. */
export const TEST_SECRET = 'c7d1'.repeat(16);

/** A context on a test database, with one configured cluster called `local`. */
export function testContext(database: Database, url: string, overrides: Partial<ApiContext> = {}): ApiContext {
  return {
    database,
    access: testAccess(),
    identity: createIdentity({
      database,
      secret: () => TEST_SECRET,
      sessionMs: 3_600_000,
      sessionIdleMs: 600_000,
      now: () => new Date(),
      isSecure: () => false,
      log: { error: () => {} },
    }),
    secretKeys: () => ({ current: new SecretKey(new Secret('5e'.repeat(32))), previous: [] }),
    attempts: UNBOUNDED.attempts,
    sessionIdleMs: 600_000,
    oidc: null,
    clusters: [watched('local')],
    owners: [],
    limits: { patienceMs: 30_000 },
    history: { budgetGb: 20, reserveMb: 1000, rawMs: 7 * DAY_MS, hoursMs: 400 * DAY_MS, eventsMs: 400 * DAY_MS },
    stream: { maxStreams: 3, maxOwn: 3, heartbeatMs: 15_000, retryMs: 2_000 },
    marks: UNBOUNDED.marks,
    alerts: { allowedAddresses: ['127.0.0.0/8'], sendTimeoutMs: 2_000, publicUrl: 'https://tidemark.test' },
    polls: databasePollFeed({
      database,
      url,
      connectTimeoutMs: 5_000,
      clusters: ['local'],
      lookIntervalMs: 60_000,
      onTrouble: () => {},
    }),
    metrics: testMetrics(),
    burrow: { enabled: true, intervals: 10, allowedLag: 0, minimumComplete: 0, consumers: new PollCache() },
    log: pino({ level: 'silent' }),
    now: () => new Date(),
    ...overrides,
  };
}

/** Every scrape of one context reads each poll once; all of them are switched on. */
export function testMetrics(overrides: Partial<MetricsContext> = {}): MetricsContext {
  return {
    enabled: true,
    open: false,
    partitionSeries: 20_000,
    kafkaExporter: true,
    kafkaLagExporter: true,
    staleAfterMs: 60_000,
    role: 'all',
    details: new PollCache(),
    positions: new PollCache(),
    historyBytes: new KeptAWhile(0),
    historyBudgetBytes: 20e9,
    ...overrides,
  };
}

/** Makes this the context of every route of the process. */
export function installContext(context: ApiContext): void {
  webProcess().singletons.set('apiContext', context);
}

/** Answers a path as the running server does, through the route files below app/api. */
export async function request(path: string, init: RequestInit = {}): Promise<Response> {
  const url = new URL(`http://localhost${path}`);
  const { handlers, params } = await routeFor(url.pathname);
  const handler = handlers[init.method ?? 'GET'];
  if (handler === undefined) throw new Error(`no handler for ${init.method}`);
  return handler(new Request(url, init), { params: Promise.resolve(params) });
}

/** The same with a body of JSON, and what came back. */
export async function send(method: string, path: string, body?: unknown) {
  const response = await request(path, {
    method,
    ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json() };
}

/** The answer to what must be done: 200. */
export async function done(method: string, path: string, body?: unknown) {
  const sent = await send(method, path, body);
  if (sent.status !== 200) throw new Error(`${method} ${path} answered ${sent.status}: ${JSON.stringify(sent.body)}`);
  return sent.body;
}

interface Route {
  handlers: Record<string, RouteHandler>;
  params: Record<string, string>;
}

async function routeFor(pathname: string): Promise<Route> {
  // A name that stands in a path goes before a parameter that may have it as its value.
  const paths = OPERATIONS.map(({ path }) => path).toSorted(
    (one, other) => one.split('{').length - other.split('{').length,
  );
  for (const path of paths) {
    const match = new RegExp(`^${path.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)').replaceAll('.', '\\.')}$`).exec(pathname);
    if (match === null) continue;
    const file = `../../app${path.replace(/\{(\w+)\}/g, '[$1]')}/route.ts`;
    const raw = Object.entries(match.groups ?? {});
    const params = Object.fromEntries(raw.map(([name, value]) => [name, decodeURIComponent(value)]));
    return { handlers: await import(/* @vite-ignore */ file), params };
  }
  return { handlers: serveNothing(), params: {} };
}
