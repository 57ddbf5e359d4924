import { DatabaseError, type DatabaseErrorCode, toDatabaseError } from '#lib/db/errors.ts';
import { driverErrorOf } from '#lib/db/prisma-errors.ts';
import { ApiProblem, type ProblemCode } from './problem.ts';

interface Answer {
  problem: ProblemCode;
  detail: string;
}

const UNAVAILABLE: Answer = {
  problem: 'DATABASE_UNAVAILABLE',
  detail: 'Check that Postgres runs and that DATABASE_URL is right; this heals by itself',
};
const BUSY: Answer = {
  problem: 'DATABASE_BUSY',
  detail:
    'Every connection is taken: try again, and if it stays so raise the size of the pool or look for slow statements',
};
const notReady = (detail: string): Answer => ({ problem: 'DATABASE_NOT_READY', detail });
const NO_DATABASE = notReady('The database that DATABASE_URL names is not there: create it, or name another');
const NO_LOGIN = notReady(
  'Postgres refuses the login: check user and password in DATABASE_URL, and that the user may connect',
);
const NO_RIGHTS = notReady('Rights are missing: the log names them, and what to grant');
const NO_TABLES = notReady('Tables are missing: no engine or start of this version has migrated this database yet');
const NO_MEMORY: Answer = {
  problem: 'DATABASE_BUSY',
  detail: 'Postgres has no memory left for this: try again, and if it stays so give it more',
};
const TOO_SLOW: Answer = {
  problem: 'STATEMENT_TIMEOUT',
  detail: 'Ask for less (a shorter range, a narrower search), or try again',
};

const ANSWERS: Partial<Record<DatabaseErrorCode, Answer>> = {
  CONNECTION_LOST: UNAVAILABLE,
  COMMIT_UNKNOWN: UNAVAILABLE,
  CONNECTIONS_BUSY: BUSY,
  DISK_FULL: UNAVAILABLE,
  OUT_OF_MEMORY: NO_MEMORY,
  LOGIN_REFUSED: NO_LOGIN,
  NO_SUCH_DATABASE: NO_DATABASE,
  INSUFFICIENT_PRIVILEGE: NO_RIGHTS,
  STATEMENT_TIMEOUT: TOO_SLOW,
  LOCK_TIMEOUT: TOO_SLOW,
};

/** Where the SQLSTATE says more than our code. */
const ANSWERS_BY_SQL_STATE: Record<string, Answer> = {
  // undefined_table, undefined_column: the migrations have not run here.
  '42P01': NO_TABLES,
  '42703': NO_TABLES,
  // too_many_connections: the server runs, and others have all there are.
  '53300': BUSY,
};

/** The problem a database error amounts to, or null for any other error (a mistake of ours, say). */
export function databaseProblem(error: unknown): ApiProblem | null {
  const failure =
    error instanceof DatabaseError ? error : driverErrorOf(error) === null ? null : toDatabaseError(error);
  if (failure === null) return null;
  const answer = ANSWERS_BY_SQL_STATE[failure.sqlState ?? ''] ?? ANSWERS[failure.code];
  return answer === undefined ? null : new ApiProblem(answer.problem, answer.detail, { cause: error });
}
