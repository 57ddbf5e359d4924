import { createHash } from 'node:crypto';
import { z } from 'zod';
import { OUTCOMES } from './contract.ts';

/** A row as it is hashed: every value as text. Instants in UTC with microseconds, JSON as Postgres writes jsonb. */
export const auditRowSchema = z.object({
  id: z.bigint(),
  at: z.string(),
  actorKind: z.string(),
  actorId: z.string(),
  actorName: z.string(),
  address: z.string().nullable(),
  userAgent: z.string().nullable(),
  requestId: z.string().nullable(),
  action: z.string(),
  cluster: z.string().nullable(),
  target: z.string().nullable(),
  reason: z.string().nullable(),
  before: z.string().nullable(),
  after: z.string().nullable(),
  outcome: z.enum(OUTCOMES),
  of: z.bigint().nullable(),
  detail: z.string().nullable(),
  count: z.int(),
});
export type AuditRow = z.infer<typeof auditRowSchema>;

/** A row with its place in the chain; hashes are in hex. */
export const chainedRowSchema = auditRowSchema.extend({ prevHash: z.string(), hash: z.string() });
export type ChainedRow = z.infer<typeof chainedRowSchema>;

/** An instant of Postgres as the text that is hashed. */
export const instantText = (expression: string): string =>
  `to_char(${expression} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

/** The columns of a ChainedRow. */
export const CHAINED_COLUMNS = `id, ${instantText('at')} as at, actor_kind as "actorKind", actor_id as "actorId",
  actor_name as "actorName", address, user_agent as "userAgent", request_id as "requestId", action, cluster, target, reason,
  before::text as before, after::text as after, outcome, of, detail, count,
  encode(prev_hash, 'hex') as "prevHash", encode(hash, 'hex') as hash`;

/** Names what is hashed: another encoding would be another word here. */
const ENCODING = 'tidemark-audit-1';

/**
 * The hash of a row: SHA-256, in hex, over the UTF-8 of a JSON array of texts and nulls: the name of the encoding, the hash of the
 * row before in hex, and the columns in the order of the table. docs/operations.md says the same for whoever checks it elsewhere.
 */
export function hashOf(row: AuditRow, prevHash: string): string {
  const encoded = JSON.stringify([
    ENCODING,
    prevHash,
    String(row.id),
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
    row.of === null ? null : String(row.of),
    row.detail,
    String(row.count),
  ]);
  return createHash('sha256').update(encoded).digest('hex');
}

/** A row as one line of JSON, for whoever collects the standard output. */
export function shippedLine({ id, of, before, after, ...row }: ChainedRow): string {
  const json = (text: string | null): unknown => (text === null ? null : JSON.parse(text));
  const shipped = {
    id: String(id),
    of: of === null ? null : String(of),
    ...row,
    before: json(before),
    after: json(after),
  };
  return `${JSON.stringify({ audit: shipped })}\n`;
}
