import { type Logger, pino } from 'pino';
import { anonymousViewer } from '#lib/access/anonymous-viewer.ts';
import { AttemptLimiter } from '#lib/access/attempts/attempt-limiter.ts';
import { MarkPace } from '#lib/access/attempts/mark-pace.ts';
import { TokenGuesses } from '#lib/access/attempts/token-guesses.ts';
import type { AuditLog, Origin } from '#lib/access/audit/contract.ts';
import { openAuditLog } from '#lib/access/audit/open.ts';
import { authenticator } from '#lib/access/authenticate.ts';
import { createIdentity, type Identity } from '#lib/access/identity/identity.ts';
import type { Principal } from '#lib/access/principal.ts';
import type { SecretKeys } from '#lib/access/secrets/key.ts';
import { secretKeys, signInSecret } from '#lib/access/secrets/process-key.ts';
import { getConfig } from '#lib/config/config.ts';
import type { Config } from '#lib/config/load.ts';
import type { Owner } from '#lib/config/owners.ts';
import type { Database } from '#lib/db/database.ts';
import { sharedDatabase } from '#lib/db/shared.ts';
import type { BurrowRules } from '#lib/lag/burrow/verdict.ts';
import type { ClusterDetail } from '#lib/metrics/cluster-detail.ts';
import type { ClusterPositions } from '#lib/metrics/cluster-positions.ts';
import { KeptAWhile } from '#lib/metrics/kept-a-while.ts';
import { PollCache } from '#lib/metrics/poll-cache.ts';
import type { ConfiguredCluster } from '#lib/views/cluster-identity.ts';
import type { StalenessLimits } from '#lib/views/freshness.ts';
import { type Attempts, tokenGuard } from './attempts.ts';
import type { KeptConsumers } from './burrow/kept-consumers.ts';
import { headerProof, headerSignInOf, refuseForeignHeader } from './header-sign-in.ts';
import type { OidcContext } from './oidc-answer.ts';
import { oidcContext } from './oidc-context.ts';
import { originOf } from './origin.ts';
import { ApiProblem } from './problem.ts';
import { cameSecurely } from './secure-request.ts';
import { databasePollFeed } from './stream/database-poll-feed.ts';
import type { StreamLimits } from './stream/own-streams.ts';
import type { PollFeed } from './stream/poll-feed.ts';
import { once, webProcess } from './web-process.ts';

/** Asking for the size of every partition is not free, and it moves slowly. */
const HISTORY_BYTES_MS = 60_000;

/** What the scrapes of this process share. */
export interface MetricsContext {
  enabled: boolean;
  /** Anybody may scrape, from anywhere. */
  open: boolean;
  partitionSeries: number;
  staleAfterMs: number;
  kafkaExporter: boolean;
  kafkaLagExporter: boolean;
  role: 'all' | 'web' | 'collector';
  details: PollCache<ClusterDetail>;
  positions: PollCache<ClusterPositions>;
  historyBytes: KeptAWhile<number>;
  historyBudgetBytes: number;
}

/** What the answers in the shape of Burrow share. */
export interface BurrowContext extends BurrowRules {
  enabled: boolean;
  consumers: PollCache<KeptConsumers>;
}

/** Who asks, and where it is written down. */
export interface AccessContext {
  /** Throws HEADER_REFUSED for a request that says who sends it though only a proxy may. */
  inspect(request: Request): void;
  /** Null for a request that brings no proof of who sent it, or none that holds. Throws TOO_MANY_ATTEMPTS, or a DatabaseError. */
  authenticate(request: Request): Promise<Principal | null>;
  originOf(request: Request, requestId: string): Origin;
  audit: AuditLog;
}

/** What operations work with; tests bring their own. */
export interface ApiContext {
  database: Database;
  access: AccessContext;
  identity: Identity;
  /** What stored secrets are sealed and opened with. Throws where no key can be had. */
  secretKeys: () => SecretKeys;
  attempts: Attempts;
  /** A session of which nothing was heard for so long has ended. */
  sessionIdleMs: number;
  /** Null where nobody signs in at an identity provider. */
  oidc: OidcContext | null;
  clusters: readonly ConfiguredCluster[];
  /** Whose they are, and what is on them: lib/alerts/owner.ts. */
  owners: readonly Owner[];
  limits: StalenessLimits;
  /** What is kept, and for how long. */
  history: Config['history'];
  stream: StreamLimits & { heartbeatMs: number; retryMs: number };
  marks: Pick<MarkPace, 'refusal'>;
  /** How notices are sent; `publicUrl` is null where nobody said where browsers find the console. */
  alerts: { allowedAddresses: readonly string[]; sendTimeoutMs: number; publicUrl: string | null };
  polls: PollFeed;
  metrics: MetricsContext;
  burrow: BurrowContext;
  log: Pick<Logger, 'error' | 'warn'>;
  now(): Date;
}

/** The context as one request has it. */
export interface RequestContext extends ApiContext {
  /** Aborted when the client has gone. */
  signal: AbortSignal;
  origin: Origin;
}

/** The context of this process. Throws what is wrong with the configuration. */
export function apiContext(): ApiContext {
  return once('apiContext', makeContext);
}

/**
 * Runs reads that must agree with each other: all see the database as it was at the first of them. What `work` gets is a
 * database whose transactions join that one. No statement begins when the client has gone, not even after a long wait for a
 * connection.
 */
export function readTogether<T>(
  { database, signal }: RequestContext,
  work: (snapshot: Database) => Promise<T>,
): Promise<T> {
  return database.transaction((sql) => work({ ...database, ...sql, transaction: (inner) => inner(sql) }), {
    isolation: 'repeatable read',
    readOnly: true,
    signal,
  });
}

function makeContext(): ApiContext {
  const {
    database: settings,
    history,
    audit: auditSettings,
    marks,
    alerts,
    server,
    signIn,
    oidc,
    headerSignIn,
    attempts,
    engine,
    stream,
    metrics,
    burrow,
    clusters,
    owners,
  } = getConfig();
  if (settings.url === null) throw new ApiProblem('DATABASE_NOT_READY', 'DATABASE_URL is not set');
  const url = settings.url.reveal();
  const log = pino({ name: 'api', level: server.logLevel });
  const database = sharedDatabase({
    url,
    max: settings.webPoolSize,
    applicationName: 'tidemark-web',
    connectTimeoutMs: settings.connectTimeoutMs,
    statementTimeoutMs: settings.statementTimeoutMs,
    onIdleError: (err) => log.warn({ err }, 'an idle database connection broke; the pool replaces it'),
  });
  const audit = openAuditLog(database, auditSettings, log);
  webProcess().lastWrites.add(() => audit.flush());
  const polls = databasePollFeed({
    database,
    url,
    connectTimeoutMs: settings.connectTimeoutMs,
    clusters: clusters.map(({ name }) => name),
    lookIntervalMs: stream.lookIntervalMs,
    onTrouble: (err) => log.warn({ err }, 'cannot look for finished polls; trying again'),
  });
  const now = () => new Date();
  const isSecure = (request: Request) => cameSecurely(request, server.publicUrl);
  const byHeader = headerSignInOf(headerSignIn);
  return {
    database,
    access: {
      inspect: (request) => byHeader && refuseForeignHeader(request, byHeader),
      authenticate: authenticator({
        database,
        secret: signInSecret,
        sessionIdleMs: signIn.sessionIdleMs,
        isSecure,
        tokens: tokenGuard(new TokenGuesses(attempts)),
        header: byHeader ? headerProof(byHeader, { database, audit, log, now }) : undefined,
        anonymous: anonymousViewer(signIn.anonymousClusters),
        now,
      }),
      originOf,
      audit,
    },
    identity: createIdentity({
      database,
      secret: signInSecret,
      sessionMs: signIn.sessionMs,
      sessionIdleMs: signIn.sessionIdleMs,
      now,
      isSecure,
      log,
    }),
    secretKeys,
    attempts: new AttemptLimiter(database, attempts),
    sessionIdleMs: signIn.sessionIdleMs,
    oidc: oidcContext(oidc, server.publicUrl, { database, secret: signInSecret, sessionMs: signIn.sessionMs, log }),
    clusters,
    owners,
    limits: { patienceMs: engine.patienceMs },
    history,
    stream,
    marks: new MarkPace(marks),
    alerts: { ...alerts, publicUrl: server.publicUrl },
    polls,
    metrics: {
      ...metrics,
      role: server.role,
      details: new PollCache(),
      positions: new PollCache(),
      historyBytes: new KeptAWhile(HISTORY_BYTES_MS),
      historyBudgetBytes: history.budgetGb * 1e9,
    },
    burrow: { ...burrow, consumers: new PollCache() },
    log,
    now,
  };
}
