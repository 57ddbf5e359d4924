import type { Database } from '#lib/db/database.ts';
import type { Cause } from '#lib/lag/causes/cause.ts';
import { findCauses } from '#lib/lag/causes/find-causes.ts';
import { type EvidenceQuery, readEvidence } from './read-evidence.ts';
import type { CauseRules } from './rules.ts';

/** Why a group lagged at a moment, and which polls say so. */
export interface GroupCauses {
  /** The newest poll at the moment, and the first that was looked at; null where none of that time is stored. */
  atMs: number | null;
  windowFromMs: number | null;
  /** The best explanation first. */
  causes: Cause[];
}

/**
 * Why a group lags, or lagged at a past moment, from what is stored alone (semantics: lag, section 5). Reads that must agree with
 * each other join the transaction of `db`, where it is one.
 */
export async function groupCauses(db: Database, query: EvidenceQuery, rules: CauseRules): Promise<GroupCauses> {
  const evidence = await readEvidence(db, query, rules);
  if (evidence === null) return { atMs: null, windowFromMs: null, causes: [] };
  return { atMs: evidence.atMs, windowFromMs: evidence.windowFromMs, causes: findCauses(evidence) };
}
