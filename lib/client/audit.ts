'use client';
import type { AuditEntry, AuditPage } from '#lib/api/schemas/audit.ts';
import { getJson, type QueryParams, withParams } from './api.ts';
import { type PagedList, usePagedList } from './paged-list.ts';

/** Which entries of the audit log; null and the empty text do not narrow. */
export interface AuditListFilter {
  search: string;
  actor: string;
  action: string;
  cluster: string | null;
  outcome: AuditEntry['outcome'] | null;
  from: Date | null;
  to: Date | null;
}

/** What others do shows up without being asked for. */
const ASK_AGAIN_MS = 15_000;

/** The audit log, the newest first, page after page. */
export function useAudit(filter: AuditListFilter): PagedList<AuditEntry, AuditPage> {
  return usePagedList(
    ['audit', paramsOf(filter)],
    (page, signal) => getJson<AuditPage>(withParams('/api/v1/audit', { ...paramsOf(filter), ...page }), signal),
    entryIdOf,
    { asksAgainMs: ASK_AGAIN_MS },
  );
}

/** The id of an entry's row. */
export const entryIdOf = (entry: AuditEntry): string => entry.id;

/** Where all entries that match are to be had as a file. */
export const auditFilePath = (filter: AuditListFilter, format: 'csv' | 'json'): string =>
  withParams(`/api/v1/audit.${format}`, paramsOf(filter));

function paramsOf({ from, to, ...rest }: AuditListFilter): QueryParams {
  return { ...rest, from: from?.toISOString(), to: to?.toISOString() };
}
