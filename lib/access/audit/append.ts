import { z } from 'zod';
import type { Sql } from '#lib/db/database.ts';
import { DatabaseError } from '#lib/db/errors.ts';
import { boundedJson, boundedSubject, boundedText } from './bounds.ts';
import type { AuditSubject, Json, Outcome } from './contract.ts';
import { type AuditRow, type ChainedRow, hashOf, instantText } from './row.ts';

/** What a row says, before it has its place in the chain. */
export interface NewRow extends AuditSubject {
  before: Json | undefined;
  after: Json | undefined;
  outcome: Outcome;
  /** The row that this one is about. */
  of: bigint | null;
  detail: string | null;
  count: number;
}

const headSchema = z.object({
  id: z.bigint(),
  hash: z.string(),
  at: z.string(),
  before: z.string().nullable(),
  after: z.string().nullable(),
});

/** A writer that is frozen between two statements loses its session, and the lock with it, after this long. */
const FROZEN_MS = 5_000;

/**
 * Adds a row at the end of the chain. From here to the end of the transaction no other row can be added, in no process: whoever
 * holds other locks that writers of rows want takes them after this one. Times never run backwards, even if the clock does.
 */
export async function append(sql: Sql, row: NewRow): Promise<ChainedRow> {
  const [head] = await sql.query(
    `select id, encode(hash, 'hex') as hash, ${instantText('greatest(at, clock_timestamp())')} as at,
            $1::jsonb::text as before, $2::jsonb::text as after,
            set_config('idle_in_transaction_session_timeout', '${FROZEN_MS}', true)
       from audit_chain where part = 'head' for update`,
    [jsonOrNull(row.before), jsonOrNull(row.after)],
    headSchema,
  );
  if (head === undefined) throw new DatabaseError('OTHER', 'The audit log has lost the end of its chain.');
  const placed: AuditRow = { ...textOf(row), id: head.id + 1n, at: head.at, before: head.before, after: head.after };
  const chained = { ...placed, prevHash: head.hash, hash: hashOf(placed, head.hash) };
  await insert(sql, chained);
  return chained;
}

const jsonOrNull = (value: Json | undefined): string | null => (value === undefined ? null : boundedJson(value));

function textOf(row: NewRow): Omit<AuditRow, 'id' | 'at' | 'before' | 'after'> {
  const { actor, origin, ...what } = boundedSubject(row);
  return {
    actorKind: actor.kind,
    actorId: actor.id,
    actorName: actor.name,
    ...origin,
    ...what,
    outcome: row.outcome,
    of: row.of,
    detail: row.detail === null ? null : boundedText(row.detail),
    count: row.count,
  };
}

async function insert(sql: Sql, row: ChainedRow): Promise<void> {
  await sql.execute(
    `with head as (update audit_chain set id = $1, at = $2::timestamptz, hash = $20 where part = 'head')
     insert into audit (id, at, actor_kind, actor_id, actor_name, address, user_agent, request_id, action, cluster, target,
                        reason, before, after, outcome, of, detail, count, prev_hash, hash)
     values ($1, $2::timestamptz, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13::jsonb, $14::jsonb, $15, $16, $17, $18, $19, $20)`,
    [
      row.id,
      row.at,
      row.actorKind,
      row.actorId,
      row.actorName,
      row.address,
      row.userAgent,
      row.requestId,
      row.action,
      row.cluster,
      row.target,
      row.reason,
      row.before,
      row.after,
      row.outcome,
      row.of,
      row.detail,
      row.count,
      Buffer.from(row.prevHash, 'hex'),
      Buffer.from(row.hash, 'hex'),
    ],
  );
}
