import pg from 'pg';
import type { z } from 'zod';
import { type CopyVisitor, copyOut } from './copy-out.ts';
import { DatabaseError, isConnectionLost, toDatabaseError } from './errors.ts';
import { wireTypes } from './wire-types.ts';

export interface DatabaseOptions {
  url: string;
  /** Most connections this pool opens. */
  max: number;
  /** Shown in pg_stat_activity. */
  applicationName: string;
  connectTimeoutMs?: number;
  statementTimeoutMs?: number;
  lockTimeoutMs?: number;
  /** Told when an idle connection breaks; the pool replaces it by itself. */
  onIdleError?: (error: DatabaseError) => void;
}

/** Values a statement takes. Buffers travel in binary, bigint as decimal text, arrays as Postgres arrays. */
export type SqlParam =
  | string
  | number
  | bigint
  | boolean
  | null
  | Date
  | Uint8Array
  | readonly (string | number | bigint | boolean | null | Date)[];

export interface Sql {
  /**
   * Rows of a statement, each parsed by `row`; int8 columns arrive as bigint, timestamptz as Date,
   * bytea as Buffer.
   */
  query<Row>(text: string, params: readonly SqlParam[], row: z.ZodType<Row>): Promise<Row[]>;
  /** Runs a statement; gives the number of rows it changed. */
  execute(text: string, params?: readonly SqlParam[]): Promise<number>;
}

/** One connection between BEGIN and COMMIT. */
export interface Transaction extends Sql {
  /** Rows of a SELECT without parameters as raw bytes, one after the other as they arrive; see copyOut. */
  copyOut(select: string, visit: CopyVisitor): Promise<void>;
}

export type IsolationLevel = 'read committed' | 'repeatable read';

export interface TransactionOptions {
  isolation?: IsolationLevel;
  readOnly?: boolean;
  /** Between two of its statements no more time may pass, or Postgres ends it: a process that froze must not keep its locks. */
  mostIdleMs?: number;
  /** Once aborted no further statement begins; the transaction is rolled back and throws the signal's reason. */
  signal?: AbortSignal;
}

export interface Database extends Sql {
  /** Runs `work` on one connection between BEGIN and COMMIT; an error rolls back and is thrown as a DatabaseError. */
  transaction<T>(work: (tx: Transaction) => Promise<T>, options?: TransactionOptions): Promise<T>;
  readonly pool: pg.Pool;
  close(): Promise<void>;
}

const SECOND = 1000;

/** A bounded pool on one Postgres with every timeout set. It connects on first use. */
export function createDatabase(options: DatabaseOptions): Database {
  const statementTimeoutMs = options.statementTimeoutMs ?? 30 * SECOND;
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.max,
    application_name: options.applicationName,
    connectionTimeoutMillis: options.connectTimeoutMs ?? 5 * SECOND,
    idleTimeoutMillis: 60 * SECOND,
    statement_timeout: statementTimeoutMs,
    lock_timeout: options.lockTimeoutMs ?? 10 * SECOND,
    idle_in_transaction_session_timeout: 60 * SECOND,
    // The server's own limit fires first; this one is for a server or network that no longer answers at all.
    query_timeout: statementTimeoutMs + 5 * SECOND,
    keepAlive: true,
    types: wireTypes,
  });
  // Without a listener the error of an idle client would end the process.
  pool.on('error', (error) => options.onIdleError?.(toDatabaseError(error)));

  const toError = errorsOf(pool);
  return {
    ...sqlOver(pool, { toError }),
    pool,
    transaction: async (work, transactionOptions = {}) => {
      const client = await pool.connect().catch((error: unknown) => Promise.reject(toError(error)));
      return runTransaction(client, work, transactionOptions);
    },
    close: () => pool.end(),
  };
}

/** Whoever waits in vain for a connection of the pool was crowded out only if there are any; else Postgres is away. */
function errorsOf(pool: pg.Pool): (error: unknown) => DatabaseError {
  const connected = new Set<pg.PoolClient>();
  pool.on('connect', (client) => connected.add(client));
  pool.on('remove', (client) => connected.delete(client));
  return (error) => {
    const failure = toDatabaseError(error);
    if (failure.code !== 'CONNECTIONS_BUSY' || connected.size > 0) return failure;
    return new DatabaseError('CONNECTION_LOST', 'Postgres cannot be reached: no connection came up in time', {
      cause: error,
    });
  };
}

async function runTransaction<T>(
  client: pg.PoolClient,
  work: (tx: Transaction) => Promise<T>,
  { signal, ...options }: TransactionOptions,
): Promise<T> {
  // Whoever waited for the connection may have gone meanwhile.
  if (signal?.aborted) {
    client.release();
    throw signal.reason;
  }
  // A client taken from the pool has no listener of its own: a break between two statements must not end the process.
  const ignore = () => {};
  client.on('error', ignore);
  const tx = transactionOver(client, signal);
  let broken = false;
  try {
    await tx.execute(beginStatement(options));
    const result = await work(tx);
    await commit(client);
    return result;
  } catch (error) {
    broken = (error instanceof DatabaseError && isConnectionLost(error)) || !(await rolledBack(client));
    throw error;
  } finally {
    client.off('error', ignore);
    client.release(broken);
  }
}

function transactionOver(client: pg.PoolClient, signal: AbortSignal | undefined): Transaction {
  return {
    ...sqlOver(client, { signal }),
    async copyOut(select, visit) {
      signal?.throwIfAborted();
      try {
        await copyOut(client, select, visit);
      } catch (error) {
        throw toDatabaseError(error);
      }
    },
  };
}

/** When the answer to COMMIT is lost nobody knows whether it happened: callers must be able to tell that apart. */
async function commit(client: pg.PoolClient): Promise<void> {
  let command: string;
  try {
    command = (await client.query('commit')).command;
  } catch (error) {
    const failure = toDatabaseError(error);
    if (!isConnectionLost(failure)) throw failure;
    throw new DatabaseError('COMMIT_UNKNOWN', `The answer to COMMIT was lost: ${failure.message}`, { cause: error });
  }
  if (command !== 'COMMIT') {
    throw new DatabaseError('OTHER', 'The transaction had failed before COMMIT; an error inside it was swallowed.');
  }
}

async function rolledBack(client: pg.PoolClient): Promise<boolean> {
  try {
    await client.query('rollback');
    return true;
  } catch {
    return false;
  }
}

function beginStatement({ isolation = 'read committed', readOnly = false, mostIdleMs }: TransactionOptions): string {
  const begin = `begin isolation level ${isolation}${readOnly ? ' read only' : ''}`;
  if (mostIdleMs === undefined) return begin;
  return `${begin}; set local idle_in_transaction_session_timeout = ${Math.round(mostIdleMs)}`;
}

interface SqlOptions {
  toError?: (error: unknown) => DatabaseError;
  signal?: AbortSignal | undefined;
}

function sqlOver(target: pg.Pool | pg.PoolClient, { toError = toDatabaseError, signal }: SqlOptions): Sql {
  const run = async (text: string, params: readonly SqlParam[]): Promise<pg.QueryResult> => {
    signal?.throwIfAborted();
    try {
      return await target.query(text, params.map(toWire));
    } catch (error) {
      throw toError(error);
    }
  };
  return {
    query: async (text, params, row) => parseRows(await run(text, params), row),
    execute: async (text, params = []) => (await run(text, params)).rowCount ?? 0,
  };
}

function toWire(param: SqlParam): unknown {
  // pg sends a Buffer in binary and any other view as an object; the view shares its memory.
  if (param instanceof Uint8Array && !Buffer.isBuffer(param)) {
    return Buffer.from(param.buffer, param.byteOffset, param.byteLength);
  }
  return param;
}

function parseRows<Row>(result: pg.QueryResult, schema: z.ZodType<Row>): Row[] {
  return result.rows.map((raw: unknown) => {
    const parsed = schema.safeParse(raw);
    if (parsed.success) return parsed.data;
    throw new DatabaseError('UNEXPECTED_ROW', `A row does not have the expected shape: ${parsed.error.message}`, {
      cause: parsed.error,
    });
  });
}
