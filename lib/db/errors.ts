import pg from 'pg';

/** What went wrong at the database, as programs need it; `OTHER` is a defect of ours until shown otherwise. */
export type DatabaseErrorCode =
  | 'UNIQUE_VIOLATION'
  | 'CONNECTION_LOST'
  | 'COMMIT_UNKNOWN'
  | 'CONNECTIONS_BUSY'
  | 'LOGIN_REFUSED'
  | 'NO_SUCH_DATABASE'
  | 'DISK_FULL'
  | 'INSUFFICIENT_PRIVILEGE'
  | 'READ_ONLY'
  | 'STATEMENT_TIMEOUT'
  | 'LOCK_TIMEOUT'
  | 'SERIALIZATION_FAILURE'
  | 'UNEXPECTED_ROW'
  | 'OTHER';

/** Every error lib/db lets out: a stable code, the SQLSTATE where the server gave one, and a message that says what to do. */
export class DatabaseError extends Error {
  readonly code: DatabaseErrorCode;
  readonly sqlState: string | null;

  constructor(code: DatabaseErrorCode, message: string, options: { cause?: unknown; sqlState?: string | null } = {}) {
    super(message, { cause: options.cause });
    this.name = 'DatabaseError';
    this.code = code;
    this.sqlState = options.sqlState ?? null;
  }
}

/** SQLSTATEs (and classes, two characters) by what they mean for us; first hit wins. */
const CODE_BY_SQLSTATE: readonly [prefix: string, code: DatabaseErrorCode][] = [
  ['23505', 'UNIQUE_VIOLATION'],
  ['53100', 'DISK_FULL'],
  ['42501', 'INSUFFICIENT_PRIVILEGE'],
  ['25006', 'READ_ONLY'],
  ['57014', 'STATEMENT_TIMEOUT'],
  ['55P03', 'LOCK_TIMEOUT'],
  ['40001', 'SERIALIZATION_FAILURE'],
  ['40P01', 'SERIALIZATION_FAILURE'],
  ['28', 'LOGIN_REFUSED'],
  ['3D000', 'NO_SUCH_DATABASE'],
  // Server going down or refusing sessions, and protocol breaks: the session is gone, another one may work later.
  ['57P', 'CONNECTION_LOST'],
  ['53300', 'CONNECTION_LOST'],
  ['25P03', 'CONNECTION_LOST'],
  ['08', 'CONNECTION_LOST'],
];

const SOCKET_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT',
]);
/** pg reports these without any code; the words are part of its tests, so they are stable enough to read. */
const LOST_WORDS = /Connection terminated|connection error|Query read timeout|Client was closed/i;
/** What the pool says to those who waited in vain for one of its connections; a connect that takes too long is "terminated". */
const BUSY_WORDS = /timeout exceeded when trying to connect/i;

/** Any error of pg, Node's sockets or zod as a DatabaseError; one that already is passes through. */
export function toDatabaseError(error: unknown): DatabaseError {
  if (error instanceof DatabaseError) return error;
  if (error instanceof pg.DatabaseError) {
    const sqlState = error.code ?? null;
    const code = codeOfSqlState(sqlState);
    return new DatabaseError(code, adviceFor(code, error), { cause: error, sqlState });
  }
  if (!(error instanceof Error)) return new DatabaseError('OTHER', String(error), { cause: error });
  if (isSocketError(error) || LOST_WORDS.test(error.message)) {
    return new DatabaseError('CONNECTION_LOST', `Postgres cannot be reached: ${messageOf(error)}`, { cause: error });
  }
  if (BUSY_WORDS.test(error.message)) {
    return new DatabaseError('CONNECTIONS_BUSY', 'Every connection of the pool is taken, and none came free in time', {
      cause: error,
    });
  }
  return new DatabaseError('OTHER', error.message, { cause: error });
}

/** True where a row with that key is already there. */
export function isUniqueViolation(error: unknown): boolean {
  return hasCode(error, 'UNIQUE_VIOLATION');
}

/** True where the session is gone (or never came up) and the same work may succeed on a new one. */
export function isConnectionLost(error: unknown): boolean {
  return hasCode(error, 'CONNECTION_LOST') || hasCode(error, 'COMMIT_UNKNOWN');
}

/** True where Postgres has no room left (53100): shed history, keep going. */
export function isDiskFull(error: unknown): boolean {
  return hasCode(error, 'DISK_FULL');
}

/** True where a row does not have the shape it was written in: of another version, or changed by hand. */
export function isUnexpectedRow(error: unknown): boolean {
  return hasCode(error, 'UNEXPECTED_ROW');
}

/** True where a lock was not free within lock_timeout. */
export function isLockTimeout(error: unknown): boolean {
  return hasCode(error, 'LOCK_TIMEOUT');
}

function hasCode(error: unknown, code: DatabaseErrorCode): boolean {
  return toDatabaseError(error).code === code;
}

function codeOfSqlState(sqlState: string | null): DatabaseErrorCode {
  if (sqlState === null) return 'OTHER';
  return CODE_BY_SQLSTATE.find(([prefix]) => sqlState.startsWith(prefix))?.[1] ?? 'OTHER';
}

function isSocketError(error: Error): boolean {
  return 'code' in error && typeof error.code === 'string' && SOCKET_CODES.has(error.code);
}

/** Node reports "every address failed" as an AggregateError with an empty message. */
function messageOf(error: Error): string {
  if (error instanceof AggregateError) return error.errors.map(String).join('; ');
  return error.message;
}

function adviceFor(code: DatabaseErrorCode, error: pg.DatabaseError): string {
  const what = error.message;
  switch (code) {
    case 'INSUFFICIENT_PRIVILEGE':
      return `${what}. ${grantFor(error)}`;
    case 'DISK_FULL':
      return `${what}. Postgres has no disk space left: free some, or shorten how long history is kept.`;
    case 'STATEMENT_TIMEOUT':
      return `${what}. The statement took longer than its limit; the database may be overloaded.`;
    case 'LOCK_TIMEOUT':
      return `${what}. Another session holds the lock; it is tried again later.`;
    case 'READ_ONLY':
      return `${what}. This Postgres is a standby or set read-only: DATABASE_URL must name the primary.`;
    case 'LOGIN_REFUSED':
      return `${what}. Check user and password in DATABASE_URL.`;
    case 'NO_SUCH_DATABASE':
      return `${what}. Create it first: CREATE DATABASE <name> OWNER <user>.`;
    default:
      return what;
  }
}

/** The statement an administrator has to run, from the server's own words ("permission denied for schema public"). */
function grantFor(error: pg.DatabaseError): string {
  const [, kind, name] = /permission denied for (schema|table|sequence|database) "?([^"]+)"?/.exec(error.message) ?? [];
  if (kind === 'schema') return `Grant it: GRANT USAGE, CREATE ON SCHEMA ${name} TO <user of DATABASE_URL>.`;
  if (kind === 'table') return `Grant it: GRANT ALL ON TABLE ${name} TO <user of DATABASE_URL>.`;
  if (kind === 'sequence') return `Grant it: GRANT ALL ON SEQUENCE ${name} TO <user of DATABASE_URL>.`;
  if (kind === 'database') return `Grant it: GRANT CONNECT, CREATE ON DATABASE ${name} TO <user of DATABASE_URL>.`;
  return 'The tables must belong to the user of DATABASE_URL: REASSIGN OWNED BY <old owner> TO <user of DATABASE_URL>.';
}
