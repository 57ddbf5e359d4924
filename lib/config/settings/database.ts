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
  budgetGb: setting({
    yaml: 'history.budgetGb',
    env: 'TIDEMARK_HISTORY_BUDGET_GB',
    type: integer(1, 100_000),
    default: '20',
    example: '50',
    description:
      'Most gigabytes the history takes. Over it the oldest days of polls are given up first, then the oldest months of' +
      ' hours, and every page says so.',
  }),
  reserveMb: setting({
    yaml: 'history.reserveMb',
    env: 'TIDEMARK_HISTORY_RESERVE_MB',
    type: integer(0, 1_000_000),
    default: '1000',
    example: '5000',
    description:
      'Megabytes of disk that are left free where Postgres runs on this machine: below that polls are not kept, and the' +
      ' present goes on.',
  }),
  rawMs: setting({
    yaml: 'history.raw',
    env: 'TIDEMARK_HISTORY_RAW',
    type: duration('1d', '90d'),
    default: '7d',
    example: '3d',
    description: 'How long every poll is kept, in whole days: charts of that time are exact at any zoom.',
  }),
  hoursMs: setting({
    yaml: 'history.hours',
    env: 'TIDEMARK_HISTORY_HOURS',
    type: duration('1d', '3650d'),
    default: '400d',
    example: '90d',
    description: 'How long minimum, mean and maximum of every hour are kept; at least as long as every poll.',
  }),
  eventsMs: setting({
    yaml: 'history.events',
    env: 'TIDEMARK_HISTORY_EVENTS',
    type: duration('1d', '3650d'),
    default: '400d',
    example: '90d',
    description: 'How long events are kept; they are dropped by whole months.',
  }),
};
