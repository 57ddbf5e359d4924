import { z } from 'zod';
import type { Sql } from '#lib/db/database.ts';
import { storableJson } from '#lib/history/storable.ts';
import { CONFIGS, type DestinationKind } from './configs.ts';
import { type Destination, parseDestination } from './destination.ts';
import type { Notice } from './notice.ts';
import { PAUSE_MS } from './rates.ts';
import type { Verdict } from './verdict.ts';

/** A destination as it stands in the database, without its secrets. */
export interface StoredDestination {
  id: string;
  name: string;
  kind: DestinationKind;
  /** What is no secret of its configuration. */
  settings: Record<string, unknown>;
  updatedAt: Date;
}

const KINDS = Object.keys(CONFIGS) as [DestinationKind, ...DestinationKind[]];

const destinationRow = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(KINDS),
  settings: z.record(z.string(), z.unknown()),
  updatedAt: z.date(),
});
const DESTINATION = `d.id::text, d.name, d.kind, d.settings, d.updated_at as "updatedAt"`;

/** Whose secrets are sealed under this name. */
export const secretOwner = (destinationId: string): string => `destination/${destinationId}/config`;

/** All destinations by name. Throws a DatabaseError. */
export const readDestinations = (sql: Sql): Promise<StoredDestination[]> =>
  sql.query(`select ${DESTINATION} from destination d order by d.name`, [], destinationRow);

/** One destination; null without. Throws a DatabaseError. */
export async function findDestination(sql: Sql, id: string): Promise<StoredDestination | null> {
  const [found] = await sql.query(`select ${DESTINATION} from destination d where d.id = $1`, [id], destinationRow);
  return found ?? null;
}

/** A destination with its secrets, as JSON of the secret members; null where they do not make one. */
export function openDestination(
  { kind, name, settings }: StoredDestination,
  secrets: string | null,
): Destination | null {
  const parsed = parseDestination(kind, name, { ...settings, ...(secrets === null ? {} : jsonObject(secrets)) });
  return parsed.ok ? parsed.destination : null;
}

const objectSchema = z.record(z.string(), z.unknown());

function jsonObject(text: string): Record<string, unknown> {
  return objectSchema.parse(JSON.parse(text));
}

/** A delivery that somebody is about to make. */
export interface ClaimedDelivery {
  /** Until when it is claimed, as the database writes it: another claim has another one. */
  claim: string;
  id: string;
  deliveryId: string;
  destinationId: string;
  kind: DestinationKind;
  notice: Notice;
  /** Attempts that were made. */
  attempts: number;
  /** Since when it is tried, this time. */
  triedSince: Date;
}

/** As lib/alerts and the routes put it there. */
const noticeSchema = z.custom<Notice>((value) => typeof value === 'object' && value !== null);

const claimedRow = z.object({
  id: z.string(),
  deliveryId: z.uuid(),
  destinationId: z.string(),
  kind: z.enum(KINDS),
  notice: noticeSchema,
  attempts: z.int(),
  triedSince: z.date(),
  claim: z.string(),
});

/**
 * Takes deliveries that are due, for so long: at most one to each destination, to none that is `busy`, and to none before the pause
 * of its kind since the last one is over, whoever sent that. Of one notice to one destination only the first that is not delivered: a
 * resolve never overtakes its trigger, and waits behind one that is parked. Throws a DatabaseError.
 */
export const claimDeliveries = (
  sql: Sql,
  { limit, forMs, busy }: { limit: number; forMs: number; busy: readonly string[] },
): Promise<ClaimedDelivery[]> =>
  sql.query(
    // The lock on the destination is one that a poll does not wait for, which refers to it.
    `with due as (
       select d.id as destination_id, d.kind, w.id
         from destination d cross join lateral (
                select w.id, w.next_at from delivery w
                 where w.destination_id = d.id and w.state = 'waiting' and w.next_at <= now()
                   and (w.claimed_until is null or w.claimed_until < now())
                   and not exists (select 1 from delivery e where e.destination_id = w.destination_id
                                      and e.notice_id = w.notice_id and e.id < w.id and e.state <> 'delivered')
                 order by w.next_at, w.id limit 1) w
        where d.next_free_at <= now() and d.id <> all($3::int8[])
        order by w.next_at, w.id limit $1 for no key update of d skip locked),
     taken as (
       update delivery v set claimed_until = now() + $2 * interval '1 millisecond'
         from due where v.id = due.id and v.state = 'waiting' and (v.claimed_until is null or v.claimed_until < now())
        returning v.id, v.delivery_id, v.destination_id, due.kind, v.notice, v.attempts, v.claimed_until,
                  -- What waited behind another was not tried meanwhile.
                  greatest(v.created_at, coalesce((select min(a.at) from delivery_attempt a where a.delivery_id = v.id), now())) as tried_since),
     paced as (
       update destination d set next_free_at = now() + ($4::jsonb ->> t.kind)::float8 * interval '1 millisecond'
         from taken t where d.id = t.destination_id)
     select id::text, delivery_id as "deliveryId", destination_id::text as "destinationId", kind, notice, attempts,
            tried_since as "triedSince", claimed_until::text as claim from taken`,
    [limit, forMs, busy, JSON.stringify(PAUSE_MS)],
    claimedRow,
  );

/** Sends nothing to a destination for so long, whatever its kind would allow. Throws a DatabaseError. */
export const holdDestination = (sql: Sql, id: string, forMs: number): Promise<number> =>
  sql.execute(
    `update destination set next_free_at = greatest(next_free_at, now() + $2 * interval '1 millisecond') where id = $1`,
    [id, forMs],
  );

/** Keeps what is told by a delivery, as it is sent from now on. Throws a DatabaseError. */
export async function putNotice(sql: Sql, id: string, notice: Notice): Promise<void> {
  await sql.execute('update delivery set notice = $2 where id = $1', [id, storableJson(notice)]);
}

export interface AttemptMade {
  id: string;
  claim: string;
  attempt: number;
  at: Date;
  durationMs: number;
  verdict: Verdict;
  /** When it is tried next; null where it is not. */
  retryInMs: number | null;
}

/**
 * Puts down an attempt, and what becomes of the delivery; nothing where the claim ran out and somebody else took it: what follows for
 * the same notice waits until that one is through. Throws a DatabaseError.
 */
export async function recordAttempt(
  sql: Sql,
  { id, claim, attempt, at, durationMs, verdict, retryInMs }: AttemptMade,
): Promise<void> {
  const state = verdict.outcome === 'delivered' ? 'delivered' : retryInMs === null ? 'parked' : 'waiting';
  const isOurs = await sql.execute(
    `update delivery set state = $2, attempts = $3, claimed_until = null, reason = $4,
            next_at = now() + $5 * interval '1 millisecond', settled_at = case when $2 = 'waiting' then null else now() end
      where id = $1 and claimed_until = $6::timestamptz`,
    [id, state, attempt, verdict.outcome === 'delivered' ? null : verdict.detail, retryInMs ?? 0, claim],
  );
  if (isOurs === 0) return;
  await sql.execute(
    `insert into delivery_attempt (delivery_id, attempt, at, status, outcome, detail, duration_ms)
     values ($1, $2, $3, $4, $5, $6, $7) on conflict (delivery_id, attempt) do nothing`,
    [id, attempt, at, verdict.status, state === 'waiting' ? 'retry' : state, verdict.detail, durationMs],
  );
}
