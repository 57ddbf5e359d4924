import { setTimeout as sleep } from 'node:timers/promises';
import type { PostgresAuditLog, TogetherChange } from '#lib/access/audit/audit-log.ts';
import type { AuditSubject } from '#lib/access/audit/contract.ts';
import { type FileChange, fileChanges, type WantedRule } from '#lib/alerts/file-rules.ts';
import type { RuleDefinition } from '#lib/alerts/rule-schema.ts';
import { holdRules, type KeptRule, putInFile } from '#lib/alerts/store/file-rules.ts';
import { destinationIds } from '#lib/alerts/store/outbox.ts';
import { deleteRule, insertRule, updateRule } from '#lib/alerts/store/rules.ts';
import type { Sql } from '#lib/db/database.ts';

const RETRY_MS = 5_000;
const AT_A_TIME = 100;

interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

/**
 * Makes the alert rules of tidemark.yaml those that are judged, each change with its rows of the audit log; null: there is no such file.
 * Tries until the database answers; ends when `signal` does.
 */
export async function takeFileRules(
  rules: readonly WantedRule[] | null,
  { audit, log, signal }: { audit: PostgresAuditLog; log: Log; signal: AbortSignal },
): Promise<void> {
  while (!signal.aborted) {
    try {
      if (rules === null) await sayWithoutFile(audit, log);
      else await applyFileRules(rules, audit, log);
      return;
    } catch (err) {
      log.warn({ err }, 'the alert rules of the file are not in the database yet; trying again');
      await sleep(RETRY_MS, undefined, { signal }).catch(() => {});
    }
  }
}

/**
 * The same once. One process at a time does that, and the next finds nothing left to do: some rules at a time, so that nobody who wants to
 * write to the audit log waits for very many. Throws a DatabaseError.
 */
export async function applyFileRules(rules: readonly WantedRule[], audit: PostgresAuditLog, log: Log): Promise<void> {
  let destinations: Map<string, bigint>;
  let changes: FileChange[];
  do {
    ({ changes, destinations } = await audit.changeTogether(async (sql, change) => {
      const some = fileChanges(await holdRules(sql), rules).slice(0, AT_A_TIME);
      for (const one of some) await apply(sql, change, one);
      return { changes: some, destinations: await destinationIds(sql) };
    }));
    for (const change of changes) log.info(wordsOf(change), 'alert rule by the file');
  } while (changes.length === AT_A_TIME);
  for (const { name, definition } of rules) {
    const missing = definition.destinations.filter((one) => !destinations.has(one));
    if (missing.length > 0)
      log.warn(
        { rule: name, missing },
        'an alert rule of the file names destinations that there are not: nobody is told there',
      );
  }
}

/** A file that got lost must not end what its rules have open: whoever wants them gone says so in one. */
async function sayWithoutFile(audit: PostgresAuditLog, log: Log): Promise<void> {
  const kept = await audit.changeTogether((sql) => holdRules(sql));
  const ofFile = kept.filter(({ source }) => source === 'file').map(({ name }) => name);
  if (ofFile.length > 0)
    log.warn({ rules: ofFile }, 'there is no configuration file: the alert rules that stood in one stay as they are');
}

async function apply(sql: Sql, change: TogetherChange, one: FileChange): Promise<void> {
  switch (one.kind) {
    case 'create': {
      const { name, definition, file } = one.wanted;
      return change(subjectOf('rule.create', name, file), { before: null, after: after(one.wanted) }, async () => {
        const { id } = await insertRule(sql, name, definition);
        await putInFile(sql, String(id), file);
      });
    }
    case 'change': {
      const { kept, wanted, beginsAnew } = one;
      const subject = subjectOf('rule.change', wanted.name, wanted.file);
      return change(subject, { before: before(kept), after: after(wanted) }, async () => {
        await updateRule(sql, kept.id, { name: wanted.name, definition: wanted.definition, beginsAnew });
        await putInFile(sql, kept.id, wanted.file);
      });
    }
    case 'move':
      return putInFile(sql, one.kept.id, one.wanted.file);
    case 'delete': {
      const { id, name, sourceFile } = one.kept;
      const subject = subjectOf('rule.delete', name, sourceFile);
      return change(subject, { before: before(one.kept), after: null }, () => deleteRule(sql, id));
    }
  }
}

/** Nobody asked for it by a request: whoever wrote the file did. */
const subjectOf = (action: string, target: string, file: string | null): AuditSubject => ({
  actor: { kind: 'system', id: 'settings', name: 'settings' },
  origin: { address: null, userAgent: null, requestId: '' },
  action,
  cluster: null,
  target,
  reason: action === 'rule.delete' ? `no longer in ${file}` : `in ${file}`,
});

const before = ({ name, definition, source }: KeptRule) => definition && audited(name, definition, source);
const after = ({ name, definition }: WantedRule) => audited(name, definition, 'file');
const audited = (name: string, definition: RuleDefinition, source: KeptRule['source']) => ({
  name,
  ...definition,
  source,
});

function wordsOf(change: FileChange): { rule: string; change: string } {
  if (change.kind === 'create') return { rule: change.wanted.name, change: 'made' };
  const { name, source } = change.kept;
  if (change.kind === 'delete') return { rule: name, change: 'deleted' };
  if (change.kind === 'move') return { rule: name, change: 'stands in another file' };
  return { rule: name, change: source === 'console' ? 'taken over from the console' : 'changed' };
}
