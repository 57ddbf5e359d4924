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
  DISK_FULL: UNAVAILABLE,
  LOGIN_REFUSED: NOT_READY,
  NO_SUCH_DATABASE: NOT_READY,
  INSUFFICIENT_PRIVILEGE: NOT_READY,
  STATEMENT_TIMEOUT: TOO_SLOW,
  LOCK_TIMEOUT: TOO_SLOW,
};

/** undefined_table, undefined_column: the migrations have not run here. */
const SCHEMA_MISSING = new Set(['42P01', '42703']);

/** The problem a database error amounts to, or null for any other error (a mistake of ours, say). */
export function databaseProblem(error: unknown): ApiProblem | null {
  if (!isDatabaseError(error)) return null;
  const answer = SCHEMA_MISSING.has(error.sqlState ?? '') ? NOT_READY : ANSWERS[error.code];
  return answer === undefined ? null : new ApiProblem(answer.problem, answer.detail, { cause: error });
}

/** By its name: the shared pool may come from another bundle, whose class of the same name is not ours. */
function isDatabaseError(error: unknown): error is Error & { code: DatabaseErrorCode; sqlState: string | null } {
  return error instanceof Error && error.name === 'DatabaseError' && 'code' in error && 'sqlState' in error;
}
