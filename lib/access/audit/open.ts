import { destination } from 'pino';
import type { Database } from '#lib/db/database.ts';
import { type AuditLogOptions, PostgresAuditLog } from './audit-log.ts';

/** The audit log as the settings say. */
export function openAuditLog(
  database: Database,
  { refusalWindowMs, stdout }: { refusalWindowMs: number; stdout: boolean },
  log: AuditLogOptions['log'],
): PostgresAuditLog {
  return new PostgresAuditLog({ database, refusalWindowMs, log, ship: stdout ? standardOutput() : null });
}

/** Writes whole lines to standard output at once, between those of the log, from any thread. */
function standardOutput(): (line: string) => void {
  const output = destination({ fd: 1, sync: true });
  return (line) => void output.write(line);
}
