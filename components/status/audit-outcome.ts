import type { AuditEntry } from '#lib/api/schemas/audit.ts';
import type { StatusLook } from './tone.ts';

/** How a change ended, or that it was refused, as it is shown. */
export const AUDIT_OUTCOME: Record<AuditEntry['outcome'], StatusLook> = {
  done: { tone: 'ok', shape: 'ok', word: 'Done', meaning: 'The change was made.' },
  failed: { tone: 'danger', shape: 'danger', word: 'Failed', meaning: 'It was tried, and was not made as a whole.' },
  refused: { tone: 'warn', shape: 'blocked', word: 'Refused', meaning: 'Nothing was tried: it was not allowed.' },
  intended: {
    tone: 'unknown',
    shape: 'unknown',
    word: 'No end known',
    meaning: 'It was about to be made. No row says how it ended: it still runs, or the process died on the way.',
  },
};

/** In the order in which they are offered as filters. */
export const AUDIT_OUTCOMES = ['done', 'failed', 'refused', 'intended'] as const satisfies AuditEntry['outcome'][];
