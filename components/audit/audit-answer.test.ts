import { expect, test } from 'vitest';
import { spoken } from '#components/ui/testing.ts';
import { auditEntryExample } from '#lib/api/examples/audit.ts';
import type { AuditEntry } from '#lib/api/schemas/audit.ts';
import { auditAnswer } from './audit-answer.ts';

const NOW_MS = Date.parse('2026-11-23T14:02:41Z');
const entry = (overrides: Partial<AuditEntry> = {}): AuditEntry => ({ ...auditEntryExample, ...overrides });
const refused = entry({ outcome: 'refused', action: 'listGroups', target: null });

test.each<[string, AuditEntry[], boolean, string]>([
  ['nothing yet', [], false, 'Nothing was changed so far.'],
  ['nothing that matches', [], true, 'Nothing in the audit log matches.'],
  [
    'a change',
    [entry()],
    false,
    'The last change is grant.create of bob@example.com on prod-* by ada@example.com, 10 s ago.',
  ],
  [
    'a change that failed, after refusals',
    [refused, entry({ outcome: 'failed' })],
    true,
    'The last change that matches is grant.create of bob@example.com on prod-*, which failed, by ada@example.com, 10 s ago.',
  ],
  [
    'one that did not end',
    [entry({ outcome: 'intended', endedAt: null, target: null })],
    false,
    'The last change is grant.create, of which no end is known, by ada@example.com, 10 s ago.',
  ],
  [
    'a change before the last sign-in',
    [entry({ action: 'session.create' }), entry()],
    false,
    'The last change is grant.create of bob@example.com on prod-* by ada@example.com, 10 s ago.',
  ],
  [
    'sign-ins alone',
    [entry({ action: 'session.create', target: 'ada@example.com' })],
    false,
    'The last change is session.create of ada@example.com by ada@example.com, 10 s ago.',
  ],
  [
    'refusals alone',
    [refused],
    false,
    'The newest entries are refusals: the last of them listGroups by ada@example.com, 10 s ago.',
  ],
])('%s', (_, newest, narrowed, expected) => {
  expect(spoken(auditAnswer(newest, narrowed, NOW_MS))).toBe(expected);
});
