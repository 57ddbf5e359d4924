import { type Logger, pino } from 'pino';
import { getConfig } from '#lib/config/config.ts';
import type { Database } from '#lib/db/database.ts';
import { sharedDatabase } from '#lib/db/shared.ts';
import type { ConfiguredCluster } from '#lib/views/cluster-identity.ts';
import type { StalenessLimits } from '#lib/views/freshness.ts';
import { ApiProblem } from './problem.ts';
import { databasePollFeed } from './stream/database-poll-feed.ts';
import type { PollFeed } from './stream/poll-feed.ts';
import { once } from './web-process.ts';

/** What operations work with; tests bring their own. */
export interface ApiContext {
  database: Database;
  clusters: readonly ConfiguredCluster[];
  limits: StalenessLimits;
  stream: { maxStreams: number; heartbeatMs: number; retryMs: number };
  polls: PollFeed;
  log: Pick<Logger, 'error' | 'warn'>;
  now(): Date;
}

/** The context as one request has it. */
export interface RequestContext extends ApiContext {
  /** Aborted when the client has gone. */
  signal: AbortSignal;
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
  const { database: settings, server, engine, stream, clusters } = getConfig();
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
  const polls = databasePollFeed({
    database,
    url,
    connectTimeoutMs: settings.connectTimeoutMs,
    clusters: clusters.map(({ name }) => name),
    lookIntervalMs: stream.lookIntervalMs,
    onTrouble: (err) => log.warn({ err }, 'cannot look for finished polls; trying again'),
  });
  return { database, clusters, limits: { patienceMs: engine.patienceMs }, stream, polls, log, now: () => new Date() };
}
