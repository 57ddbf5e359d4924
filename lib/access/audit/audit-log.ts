import type { Database, Sql } from '#lib/db/database.ts';
import { DatabaseError } from '#lib/db/errors.ts';
import { append, type NewRow } from './append.ts';
import { boundedSubject } from './bounds.ts';
import type { AuditLog, AuditSubject, Intent, Json } from './contract.ts';
import { ensureAuditMonths } from './months.ts';
import { AlikeRefusals, type CountedRefusals } from './refusals.ts';
import { type ChainedRow, shippedLine } from './row.ts';

export interface AuditLogOptions {
  database: Database;
  /** Refusals that are alike within this time are one row at once and one with the number of the rest. */
  refusalWindowMs: number;
  log: { info(fields: object, message: string): void; error(fields: object, message: string): void };
  /** Takes every row that was added as a line, in the order of the chain but for those added at the same time; null: nobody does. */
  ship: ((line: string) => void) | null;
}

/** Makes one change, between the row that it is intended and the one that it is done. */
export type TogetherChange = (
  subject: AuditSubject,
  change: { before: Json; after: Json },
  act: () => Promise<unknown>,
) => Promise<void>;

/** Rows between two anchors in the log of the process. */
const ANCHOR_EVERY = 100n;
/** No partition takes the row. */
const NO_PARTITION = '23514';

/** The audit log in Postgres. */
export class PostgresAuditLog implements AuditLog {
  #options: AuditLogOptions;
  #refusals: AlikeRefusals;

  constructor(options: AuditLogOptions) {
    this.#options = options;
    this.#refusals = new AlikeRefusals({
      windowMs: options.refusalWindowMs,
      first: async (subject, code) => (await this.add(refusedRow(subject, code))).id,
      rest: async (counted) => void (await this.add(countedRow(counted))),
      onTrouble: (err) => options.log.error({ err }, 'refusals wait to be written to the audit log'),
    });
  }

  async intend(subject: AuditSubject, change: Parameters<AuditLog['intend']>[1]): Promise<Intent> {
    const { id } = await this.add({ ...subject, ...change, outcome: 'intended', of: null, detail: null, count: 1 });
    return { id, subject };
  }

  async conclude({ id, subject }: Intent, ended: Parameters<AuditLog['conclude']>[1]): Promise<void> {
    const { outcome } = ended;
    const after = outcome === 'done' ? ended.after : undefined;
    const detail = outcome === 'failed' ? ended.detail : null;
    await this.add({ ...subject, before: undefined, after, outcome, of: id, detail, count: 1 });
  }

  refuse(subject: AuditSubject, code: string): Promise<void> {
    return this.#refusals.add(boundedSubject(subject), code);
  }

  /** Writes the refusals that were counted and not yet written; for the end of the process. */
  flush(): Promise<void> {
    return this.#refusals.flush();
  }

  /** Adds a row in a transaction of its own, along with what `work` does in it once the row is there. */
  add(row: NewRow, work: (sql: Sql) => Promise<unknown> = async () => undefined): Promise<ChainedRow> {
    return this.#together(async (sql, append) => {
      const added = await append(row);
      await work(sql);
      return added;
    });
  }

  /**
   * Makes changes in one transaction with the two rows of each: all of that is there in the end, or nothing. `work` may begin anew, and
   * is to take locks that writers of rows want after its first change. Throws a DatabaseError, or what `work` does.
   */
  changeTogether<T>(work: (sql: Sql, change: TogetherChange) => Promise<T>): Promise<T> {
    return this.#together((sql, append) =>
      work(sql, async (subject, { before, after }, act) => {
        const detail = { detail: null, count: 1 };
        const { id } = await append({ ...subject, before, after, outcome: 'intended', of: null, ...detail });
        await act();
        await append({ ...subject, before: undefined, after, outcome: 'done', of: id, ...detail });
      }),
    );
  }

  async #together<T>(work: (sql: Sql, add: (row: NewRow) => Promise<ChainedRow>) => Promise<T>): Promise<T> {
    const { database } = this.#options;
    const attempt = async () => {
      const rows: ChainedRow[] = [];
      const result = await database.transaction((sql) =>
        work(sql, async (row) => {
          const added = await append(sql, row);
          rows.push(added);
          return added;
        }),
      );
      return { rows, result };
    };
    const { rows, result } = await attempt().catch(async (error: unknown) => {
      if (!(error instanceof DatabaseError) || error.sqlState !== NO_PARTITION) throw error;
      // The engine makes months ahead; where none has run for a while, whoever comes first does.
      await ensureAuditMonths(database, Date.now());
      return attempt();
    });
    for (const row of rows) this.#tell(row);
    return result;
  }

  #tell(row: ChainedRow): void {
    const { log, ship } = this.#options;
    ship?.(shippedLine(row));
    if (row.id % ANCHOR_EVERY !== 0n) return;
    const anchor = `${row.id}:${row.hash}`;
    log.info({ audit: { anchor, rows: String(row.id) } }, 'anchor of the audit log');
  }
}

const refusedRow = (subject: AuditSubject, code: string): NewRow => ({
  ...subject,
  before: undefined,
  after: undefined,
  outcome: 'refused',
  of: null,
  detail: code,
  count: 1,
});

const countedRow = ({ subject, code, of, count }: CountedRefusals): NewRow => ({
  ...refusedRow(subject, code),
  of,
  count,
});
