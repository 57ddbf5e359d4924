import { optionalSecret, setting } from '../setting.ts';
import { duration, integer, postgresUrl } from '../value-types.ts';

/** Postgres. */
export const databaseSettings = {
  url: optionalSecret({
    yaml: 'database.url',
    env: 'DATABASE_URL',
    type: postgresUrl,
    example: 'postgres://tidemark:password@db.example.com:5432/tidemark',
    defaultNote: 'an embedded Postgres',
    description: 'The database that holds history, state and settings.',
  }),
  webPoolSize: setting({
    yaml: 'database.webPoolSize',
    env: 'TIDEMARK_DATABASE_WEB_POOL',
    type: integer(1, 200),
    default: '10',
    example: '20',
    description: 'Connections for pages and API of one process.',
  }),
  enginePoolSize: setting({
    yaml: 'database.enginePoolSize',
    env: 'TIDEMARK_DATABASE_ENGINE_POOL',
    type: integer(1, 100),
    default: '5',
    example: '10',
    description: 'Connections for the engine of one process.',
  }),
  connectTimeoutMs: setting({
    yaml: 'database.connectTimeout',
    env: 'TIDEMARK_DATABASE_CONNECT_TIMEOUT',
    type: duration('100ms', '1m'),
    default: '5s',
    example: '10s',
    description: 'How long a query may wait for a connection.',
  }),
  statementTimeoutMs: setting({
    yaml: 'database.statementTimeout',
    env: 'TIDEMARK_DATABASE_STATEMENT_TIMEOUT',
    type: duration('100ms', '10m'),
    default: '15s',
    example: '30s',
    description: 'How long one statement of pages and API may run.',
  }),
};

/** What is kept, and for how long. */
export const historySettings = {
  tailHours: setting({
    yaml: 'history.tailHours',
    env: 'TIDEMARK_HISTORY_TAIL_HOURS',
    type: integer(1, 168),
    default: '24',
    example: '48',
    description: 'Hours for which every poll is kept as it was read.',
  }),
};
