import type { Database } from '#lib/db/database.ts';
import type { AuditLogOptions } from './audit-log.ts';
import { ensureAuditMonths } from './months.ts';
import { openAuditLog } from './open.ts';
import { dropPastMonths } from './retention.ts';

/** What the engine does for the audit log in every round, beside what it does for the history. */
export function auditHousekeeping(
  database: Database,
  settings: { retentionMs: number; refusalWindowMs: number; stdout: boolean },
  log: AuditLogOptions['log'],
) {
  const auditLog = openAuditLog(database, settings, log);
  return [
    {
      what: 'dropping months of the audit log',
      run: (nowMs: number) => dropPastMonths({ database, log: auditLog }, nowMs, settings.retentionMs),
    },
    { what: 'making months of the audit log', run: (nowMs: number) => ensureAuditMonths(database, nowMs) },
  ];
}
