import { setting } from '../setting.ts';
import { duration, flag } from '../value-types.ts';

/** The audit log. */
export const auditSettings = {
  retentionMs: setting({
    yaml: 'audit.retention',
    env: 'TIDEMARK_AUDIT_RETENTION',
    type: duration('1d', '3650d'),
    default: '400d',
    example: '90d',
    description: 'How long changes and refusals are kept in the audit log; they are dropped by whole months.',
  }),
  refusalWindowMs: setting({
    yaml: 'audit.refusalWindow',
    env: 'TIDEMARK_AUDIT_REFUSAL_WINDOW',
    type: duration('100ms', '1h'),
    default: '60s',
    example: '5m',
    description:
      'Refusals that are alike (who, from where, what, on which cluster, why) are one row of the audit log at once, and one' +
      ' more with the number of those that followed when this time is over.',
  }),
  stdout: setting({
    yaml: 'audit.stdout',
    env: 'TIDEMARK_AUDIT_STDOUT',
    type: flag,
    default: 'false',
    example: 'true',
    description:
      'Whether every row of the audit log is also written to standard output, as one line of JSON with its hash, to be shipped' +
      ' elsewhere.',
  }),
};
