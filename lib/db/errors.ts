import pg from 'pg';
import { driverErrorOf } from './prisma-errors.ts';

/** What went wrong at the database, as programs need it; `OTHER` is a defect of ours until shown otherwise. */
export type DatabaseErrorCode =
  | 'UNIQUE_VIOLATION'
  | 'CONNECTION_LOST'
  | 'COMMIT_UNKNOWN'
  | 'CONNECTIONS_BUSY'
  | 'LOGIN_REFUSED'
  | 'NO_SUCH_DATABASE'
  | 'DISK_FULL'
  | 'OUT_OF_MEMORY'
  | 'INSUFFICIENT_PRIVILEGE'
  | 'READ_ONLY'
  | 'STATEMENT_TIMEOUT'
  | 'LOCK_TIMEOUT'
  | 'SERIALIZATION_FAILURE'
  | 'UNEXPECTED_ROW'
  | 'OTHER';

/** Every error lib/db lets out: a stable code, the SQLSTATE where the server gave one, and a message that says what to do. */
export class DatabaseError extends Error {
  /** By its name: the shared pool may come from another bundle of the framework, whose class of the same name is not this one. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Error && value.name === 'DatabaseError';
  }

  readonly code: DatabaseErrorCode;
  readonly sqlState: string | null;

  constructor(code: DatabaseErrorCode, message: string, options: { cause?: unknown; sqlState?: string | null } = {}) {
    super(message, { cause: options.cause });
    this.name = 'DatabaseError';
    this.code = code;
    this.sqlState = options.sqlState ?? null;
  }
}

const NO_RIGHT = '42501';
/** SQLSTATEs (and classes, two characters) by what they mean for us; first hit wins. */
const CODE_BY_SQLSTATE: readonly [prefix: string, code: DatabaseErrorCode][] = [
  ['23505', 'UNIQUE_VIOLATION'],
  ['53100', 'DISK_FULL'],
  ['53200', 'OUT_OF_MEMORY'],
  [NO_RIGHT, 'INSUFFICIENT_PRIVILEGE'],
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

/** Whatever the reason, the session ended or did not come up: of a database that takes no connections (55000), for one. */
const ENDS_SESSION = new Set(['FATAL', 'PANIC']);

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

/** Any error of pg, Prisma, Node's sockets or zod as a DatabaseError; one that already is passes through. */
export function toDatabaseError(error: unknown): DatabaseError {
  if (error instanceof DatabaseError) return error;
  const driver = driverErrorOf(error);
  if (driver !== null) {
    const code = driver.reachable ? codeOf({ code: driver.sqlState ?? '' }) : 'CONNECTION_LOST';
    return new DatabaseError(code, driver.message, { cause: error, sqlState: driver.sqlState });
  }
  if (error instanceof pg.DatabaseError) {
    const sqlState = error.code ?? null;
    const code = codeOf(error);
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

/** What passes by itself or with the database set right: the same work may be tried again, as often as need be. */
const TEMPORARY = new Set<DatabaseErrorCode>([
  'CONNECTION_LOST',
  'COMMIT_UNKNOWN',
  'CONNECTIONS_BUSY',
  'OUT_OF_MEMORY',
  'LOGIN_REFUSED',
  'NO_SUCH_DATABASE',
  'READ_ONLY',
  'STATEMENT_TIMEOUT',
  'LOCK_TIMEOUT',
  'SERIALIZATION_FAILURE',
]);

/** True where the same work may succeed later, unchanged. */
export function isTemporary(error: unknown): boolean {
  return TEMPORARY.has(toDatabaseError(error).code);
}

/** True where Postgres had no memory left for it (53200): less at once may do. */
export function isOutOfMemory(error: unknown): boolean {
  return hasCode(error, 'OUT_OF_MEMORY');
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

function codeOf({
  code: sqlState = '',
  severity = '',
}: {
  code?: string | undefined;
  severity?: string | undefined;
}): DatabaseErrorCode {
  const known = CODE_BY_SQLSTATE.find(([prefix]) => sqlState.startsWith(prefix))?.[1];
  if (!ENDS_SESSION.has(severity) || (known !== undefined && TEMPORARY.has(known))) return known ?? 'OTHER';
  // A right that lacks at connect is the one to connect.
  return known === 'INSUFFICIENT_PRIVILEGE' ? 'LOGIN_REFUSED' : 'CONNECTION_LOST';
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
    case 'OUT_OF_MEMORY':
      return `${what}. Postgres had no memory for the statement; it is tried again later.`;
    case 'STATEMENT_TIMEOUT':
      return `${what}. The statement took longer than its limit; the database may be overloaded.`;
    case 'LOCK_TIMEOUT':
      return `${what}. Another session holds the lock; it is tried again later.`;
    case 'READ_ONLY':
      return `${what}. This Postgres is a standby or set read-only: DATABASE_URL must name the primary.`;
    case 'LOGIN_REFUSED':
      if (error.code === NO_RIGHT) return `${what}. ${grantFor(error)}`;
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
