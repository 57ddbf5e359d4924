import { z } from 'zod';
import { auditFile } from '../audit-file.ts';
import { auditFilter, auditFilterParams, visibleInAudit } from '../audit-filter.ts';
import { auditEntryExample } from '../examples/audit.ts';
import { defineOperation } from '../operation.ts';
import { auditEntrySchema } from '../schemas/audit.ts';

const DESCRIPTION =
  'All entries that match, the newest first, as the caller may see them. It is written while it is read: an error on the way breaks it off.';
const params = z.object({});
const query = z.object(auditFilterParams);

export const exportAuditCsv = defineOperation({
  id: 'exportAuditCsv',
  method: 'GET',
  path: '/api/v1/audit.csv',
  tag: 'Audit',
  summary: 'The audit log as a table for spreadsheets',
  description: `${DESCRIPTION} Text that a spreadsheet would run as a formula has an apostrophe in front.`,
  role: 'operator',
  scope: 'anywhere',
  params,
  query,
  response: {
    description: 'CSV (RFC 4180) in UTF-8 with a byte order mark and a line of headers',
    contentType: 'text/csv',
    schema: z.string(),
    example: 'at,ended_at,actor,...\r\n2026-11-23T14:02:31.000Z,2026-11-23T14:02:31.012Z,ada@example.com,...\r\n',
  },
  problems: [],
  handle: async ({ context, principal, query: given }) =>
    auditFile(context, auditFilter(given), visibleInAudit(principal, context), 'csv'),
});

export const exportAuditJson = defineOperation({
  id: 'exportAuditJson',
  method: 'GET',
  path: '/api/v1/audit.json',
  tag: 'Audit',
  summary: 'The audit log as JSON',
  description: DESCRIPTION,
  role: 'operator',
  scope: 'anywhere',
  params,
  query,
  response: { description: 'All entries that match', schema: z.array(auditEntrySchema), example: [auditEntryExample] },
  problems: [],
  handle: async ({ context, principal, query: given }) =>
    auditFile(context, auditFilter(given), visibleInAudit(principal, context), 'json'),
});
