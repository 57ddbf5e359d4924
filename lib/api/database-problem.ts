import type { DatabaseErrorCode } from '#lib/db/errors.ts';
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
const NOT_READY: Answer = {
  problem: 'DATABASE_NOT_READY',
  detail: 'Rights or tables are missing: the log names them, and what to grant',
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
  LOGIN_REFUSED: NOT_READY,
  NO_SUCH_DATABASE: NOT_READY,
  INSUFFICIENT_PRIVILEGE: NOT_READY,
  STATEMENT_TIMEOUT: TOO_SLOW,
  LOCK_TIMEOUT: TOO_SLOW,
};

/** Where the SQLSTATE says more than our code. */
const ANSWERS_BY_SQL_STATE: Record<string, Answer> = {
  // undefined_table, undefined_column: the migrations have not run here.
  '42P01': NOT_READY,
  '42703': NOT_READY,
  // too_many_connections: the server runs, and others have all there are.
  '53300': BUSY,
};

/** The problem a database error amounts to, or null for any other error (a mistake of ours, say). */
export function databaseProblem(error: unknown): ApiProblem | null {
  if (!isDatabaseError(error)) return null;
  const answer = ANSWERS_BY_SQL_STATE[error.sqlState ?? ''] ?? ANSWERS[error.code];
  return answer === undefined ? null : new ApiProblem(answer.problem, answer.detail, { cause: error });
}

/** By its name: the shared pool may come from another bundle, whose class of the same name is not ours. */
function isDatabaseError(error: unknown): error is Error & { code: DatabaseErrorCode; sqlState: string | null } {
  return error instanceof Error && error.name === 'DatabaseError' && 'code' in error && 'sqlState' in error;
}
