import { z } from 'zod';
import type { Database, Sql } from '#lib/db/database.ts';
import { DROP_ACTION } from './retention.ts';
import { CHAINED_COLUMNS, type ChainedRow, chainedRowSchema, hashOf } from './row.ts';

/** A row that is known from elsewhere, as the log of the process tells one every 100 rows. */
export interface Anchor {
  id: bigint;
  /** In hex. */
  hash: string;
}

/** What verifying found. */
export interface Verification {
  /** Rows that were looked at. */
  rows: number;
  /** The last row that is as it was written; before the first row what retention has dropped. */
  head: Anchor;
  /** What came before the first row that is kept. */
  dropped: Anchor;
  /** The first thing that is wrong, in a sentence that names the row; null where nothing is. */
  problem: string | null;
  /** Anchors that are older than what is kept: nothing can be said of them. */
  tooOld: Anchor[];
}

/** Rows in memory at a time; a row is at most 150 KB. */
const BATCH = 250;

const linkSchema = z.object({ part: z.enum(['head', 'dropped']), id: z.bigint(), hash: z.string() });

/**
 * Walks the chain from the hash that retention kept to its end, and stops at the first row that is not as it was written. All is
 * read as of one instant. A chain that was written anew from some row on, with all hashes after it, is found by an anchor only.
 */
export function verifyAudit(database: Database, anchors: readonly Anchor[] = []): Promise<Verification> {
  return database.transaction((sql) => walk(sql, anchors), { isolation: 'repeatable read', readOnly: true });
}

async function walk(sql: Sql, anchors: readonly Anchor[]): Promise<Verification> {
  const links = await sql.query(`select part, id, encode(hash, 'hex') as hash from audit_chain`, [], linkSchema);
  const [end, dropped] = [links.find(({ part }) => part === 'head'), links.find(({ part }) => part === 'dropped')];
  const nothing: Verification = { rows: 0, head: NOTHING, dropped: NOTHING, problem: null, tooOld: [] };
  if (!end || !dropped)
    return { ...nothing, problem: 'The ends of the chain are missing: the table audit_chain was changed.' };

  const found = {
    ...nothing,
    head: { id: dropped.id, hash: dropped.hash },
    dropped: { id: dropped.id, hash: dropped.hash },
  };
  found.tooOld = anchors.filter(({ id }) => id < dropped.id);
  const stop = (problem: string): Verification => ({ ...found, problem });
  const differing = (at: Anchor) => anchors.find(({ id, hash }) => id === at.id && hash !== at.hash);

  if (differing(found.head))
    return stop(`Row ${dropped.id}, the last that retention dropped, is not that of the anchor.`);
  let lastDrop: unknown = null;
  let last: ChainedRow | null = null;
  for (;;) {
    const rows = await nextRows(sql, last);
    last = rows.at(-1) ?? null;
    for (const row of rows) {
      const wrong = wrongWith(row, found.head);
      if (wrong !== null) return stop(wrong);
      found.rows += 1;
      found.head = { id: row.id, hash: row.hash };
      if (differing(found.head)) return stop(`Row ${row.id} is not that of the anchor: the chain was written anew.`);
      if (row.actorKind === 'system' && row.action === DROP_ACTION && row.after !== null)
        lastDrop = JSON.parse(row.after);
    }
    if (rows.length < BATCH) break;
  }
  if (found.head.id < end.id) return stop(missing(found.head.id + 1n, end.id, 'at the end'));
  if (found.head.id > end.id || found.head.hash !== end.hash) {
    return stop(`Row ${found.head.id} is not the end of the chain: that is row ${end.id} with the hash ${end.hash}.`);
  }
  const ahead = anchors.find(({ id }) => id > found.head.id);
  if (ahead)
    return stop(
      `The log ends at row ${found.head.id}, before the anchor: ${missing(found.head.id + 1n, ahead.id, 'at the end')}`,
    );
  if (dropped.id > 0n && !tells(lastDrop, found.dropped)) {
    return stop(`Row ${found.dropped.id + 1n} is the first, but no row says that retention dropped those before it.`);
  }
  return found;
}

const NOTHING: Anchor = { id: 0n, hash: '' };

function nextRows(sql: Sql, last: ChainedRow | null): Promise<ChainedRow[]> {
  return sql.query(
    `select ${CHAINED_COLUMNS} from audit a where $1::int8 is null or (a.id, a.at) > ($1, $2::timestamptz)
      order by a.id, a.at limit ${BATCH}`,
    [last?.id ?? null, last?.at ?? null],
    chainedRowSchema,
  );
}

/** What is wrong with a row that ought to follow `before`; null where nothing is. */
function wrongWith(row: ChainedRow, before: Anchor): string | null {
  const due = before.id + 1n;
  if (row.id < due) return `Row ${row.id} does not belong here: what stands before it is row ${before.id}.`;
  if (row.id > due) return missing(due, row.id - 1n, `between rows ${before.id} and ${row.id}`);
  if (hashOf(row, row.prevHash) !== row.hash) {
    const own = ownPlaceOf(row);
    return own === null
      ? `Row ${row.id} was changed: what it says does not give its hash.`
      : `Row ${row.id} was moved: it was written as row ${own}.`;
  }
  if (row.prevHash === before.hash) return null;
  return before.id === 0n
    ? 'Row 1 was written anew: it does not begin the chain.'
    : `Row ${before.id} was written anew: row ${row.id} names another hash for it.`;
}

/** How far a row is looked for from where it stands. */
const FAR = 1000n;

/** The id under which a row was written, where it has another now. */
function ownPlaceOf(row: ChainedRow): bigint | null {
  for (let away = 1n; away <= FAR; away++) {
    for (const id of [row.id - away, row.id + away]) {
      if (hashOf({ ...row, id }, row.prevHash) === row.hash) return id;
    }
  }
  return null;
}

function missing(from: bigint, to: bigint, where: string): string {
  return from === to ? `Row ${from} is missing ${where}.` : `Rows ${from} to ${to} are missing ${where}.`;
}

const dropSchema = z.object({ id: z.string(), hash: z.string() });

function tells(after: unknown, dropped: Anchor): boolean {
  const told = dropSchema.safeParse(after);
  return told.success && told.data.id === String(dropped.id) && told.data.hash === dropped.hash;
}
