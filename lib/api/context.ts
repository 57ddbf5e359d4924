import { type Logger, pino } from 'pino';
import { getConfig } from '#lib/config/config.ts';
import type { Database, Sql } from '#lib/db/database.ts';
import { sharedDatabase } from '#lib/db/shared.ts';
import type { ConfiguredCluster } from '#lib/views/cluster-identity.ts';
import type { StalenessLimits } from '#lib/views/freshness.ts';
import { ApiProblem } from './problem.ts';
import { once } from './web-process.ts';

/** What operations work with; tests bring their own. */
export interface ApiContext {
  database: Database;
  clusters: readonly ConfiguredCluster[];
  limits: StalenessLimits;
  log: Pick<Logger, 'error' | 'warn'>;
  now(): Date;
}

/** The context of this process. Throws what is wrong with the configuration. */
export function apiContext(): ApiContext {
  return once('apiContext', makeContext);
}

/** Runs reads that must agree with each other: all see the database as it was at the first of them. */
export function readTogether<T>(context: ApiContext, work: (sql: Sql) => Promise<T>): Promise<T> {
  return context.database.transaction(work, { isolation: 'repeatable read', readOnly: true });
}

function makeContext(): ApiContext {
  const { database, server, engine, clusters } = getConfig();
  if (database.url === null) throw new ApiProblem('DATABASE_NOT_READY', 'DATABASE_URL is not set');
  const log = pino({ name: 'api', level: server.logLevel });
  return {
    database: sharedDatabase({
      url: database.url.reveal(),
      max: database.webPoolSize,
      applicationName: 'tidemark-web',
      connectTimeoutMs: database.connectTimeoutMs,
      statementTimeoutMs: database.statementTimeoutMs,
      onIdleError: (err) => log.warn({ err }, 'an idle database connection broke; the pool replaces it'),
    }),
    clusters,
    limits: { patienceMs: engine.patienceMs },
    log,
    now: () => new Date(),
  };
}
