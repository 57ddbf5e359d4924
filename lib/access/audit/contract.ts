import type { Principal } from '../principal.ts';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** Where a request came from. */
export interface Origin {
  /** Address of whoever is on the other end of the connection; null where it is not known. */
  address: string | null;
  userAgent: string | null;
  requestId: string;
}

/** Who did what to what. */
export interface AuditSubject {
  actor: Pick<Principal, 'kind' | 'id' | 'name'>;
  origin: Origin;
  /** `<thing>.<verb>`, as `grant.create`. */
  action: string;
  /** Null for what is of no cluster. */
  cluster: string | null;
  /** What it is done to, as people know it; null where it is not known, as in a refusal. */
  target: string | null;
  reason: string | null;
}

/** What became of it. A change is two rows: `intended` before it, then `done` or `failed`, which name the first. */
export const OUTCOMES = ['intended', 'done', 'failed', 'refused'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** The row that stands before a change. */
export interface Intent {
  id: bigint;
  subject: AuditSubject;
}

/** The log of all changes and refusals: rows are added, never changed. */
export interface AuditLog {
  /** Adds the row that stands before a change. Throws a DatabaseError: then nothing may be done. */
  intend(subject: AuditSubject, change: { before: Json; after: Json }): Promise<Intent>;
  /** Adds how the change of that row ended, with what is there now, or why it failed. */
  conclude(
    intent: Intent,
    ended: { outcome: 'done'; after: Json } | { outcome: 'failed'; detail: string },
  ): Promise<void>;
  /** Adds a refusal with the code of its problem. Those that are alike within a while are one row with their number. */
  refuse(subject: AuditSubject, code: string): Promise<void>;
}
