import type { GroupRow } from '#lib/api/schemas/groups.ts';
import type { Severity, Status } from '#lib/api/schemas/status.ts';
import type { StatusLook, Tone } from './tone.ts';

/** The status of a group or of one of its partitions, as it is shown; REBALANCING while that is a calm matter. */
export const STATUS: Record<Status, StatusLook> = {
  NO_DATA: {
    tone: 'unknown',
    shape: 'unknown',
    word: 'NO DATA',
    meaning: 'Not read for 3 polls: nobody knows how it stands.',
  },
  LOST: {
    tone: 'danger',
    shape: 'danger',
    word: 'LOST',
    meaning: 'Kafka deleted records that the group had not read.',
  },
  POSITION_LOST: {
    tone: 'danger',
    shape: 'danger',
    word: 'POSITION LOST',
    meaning: 'The committed offset expired, or the log lost what lay before it.',
  },
  BLOCKED: {
    tone: 'warn',
    shape: 'blocked',
    word: 'BLOCKED',
    meaning: 'The consumer is healthy: an open transaction, or too few replicas in sync, hold its records back.',
  },
  STOPPED: {
    tone: 'danger',
    shape: 'danger',
    word: 'STOPPED',
    meaning: 'There is something to read, and neither a member nor a commit.',
  },
  UNASSIGNED: {
    tone: 'danger',
    shape: 'danger',
    word: 'UNASSIGNED',
    meaning: 'In nobody’s assignment: no member reads it.',
  },
  STALLED: {
    tone: 'danger',
    shape: 'danger',
    word: 'STALLED',
    meaning: 'Members are there, there is something to read, and nothing is committed.',
  },
  REBALANCING: {
    tone: 'calm',
    shape: 'moving',
    word: 'REBALANCING',
    meaning: 'Partitions are being assigned to members; nobody reads meanwhile.',
  },
  REWOUND: {
    tone: 'warn',
    shape: 'warn',
    word: 'REWOUND',
    meaning: 'The committed offset went back: records are read again.',
  },
  NEVER_COMMITTED: {
    tone: 'warn',
    shape: 'warn',
    word: 'NEVER COMMITTED',
    meaning: 'A member has it and there is something to read, but no offset was ever committed.',
  },
  IDLE_BATCH: {
    tone: 'calm',
    shape: 'idle',
    word: 'IDLE BATCH',
    meaning: 'Between two runs of a batch, no longer than usual: the lag in between is normal.',
  },
  LAGGING: {
    tone: 'warn',
    shape: 'warn',
    word: 'LAGGING',
    meaning: 'It reads, but more slowly than records come: the lag grows.',
  },
  BEHIND: {
    tone: 'warn',
    shape: 'warn',
    word: 'BEHIND',
    meaning: 'It keeps up with what comes, but has not caught up once for a while.',
  },
  OK: { tone: 'ok', shape: 'ok', word: 'OK', meaning: 'It keeps up.' },
};

/** All statuses in their order, worst first. */
export const STATUS_ORDER: readonly Status[] = [
  'NO_DATA',
  'LOST',
  'POSITION_LOST',
  'BLOCKED',
  'STOPPED',
  'UNASSIGNED',
  'STALLED',
  'REBALANCING',
  'REWOUND',
  'NEVER_COMMITTED',
  'IDLE_BATCH',
  'LAGGING',
  'BEHIND',
  'OK',
];

const TONES: readonly Tone[] = ['danger', 'warn', 'unknown', 'calm', 'ok'];
const ranked = [...STATUS_ORDER].sort((one, other) => gravity(one) - gravity(other));

/** What cannot be told asks for a look as much as a warning does. */
function gravity(status: Status): number {
  const { tone } = STATUS[status];
  return TONES.indexOf(tone === 'unknown' ? 'warn' : tone);
}

/** Place in the order of danger, what asks for most first; null of none. */
export const dangerOf = (status: Status | null): number | null => (status === null ? null : ranked.indexOf(status));

const NO_STATUS: StatusLook = {
  tone: 'calm',
  shape: 'idle',
  word: 'NO POSITION',
  meaning: 'The group has no position on any topic.',
};

const REBALANCING: Record<Severity, StatusLook> = {
  calm: STATUS.REBALANCING,
  warn: { ...STATUS.REBALANCING, tone: 'warn', shape: 'warn' },
  error: { ...STATUS.REBALANCING, tone: 'danger', shape: 'danger' },
};

/** The look of a status; null stands for what no rule applies to, as a group without any position. */
export function statusLook(status: Status | null, severity: Severity | null = null): StatusLook {
  if (status === null) return NO_STATUS;
  return status === 'REBALANCING' ? REBALANCING[severity ?? 'calm'] : STATUS[status];
}

/** Whether a tone asks for a look. */
export const isTrouble = (tone: Tone): tone is 'danger' | 'warn' | 'unknown' =>
  tone === 'danger' || tone === 'warn' || tone === 'unknown';

/** A status as a word in a sentence. */
export const spokenStatus = (status: Status): string => STATUS[status].word.toLowerCase();

/** The statuses that a group is in for a look. */
export const needsALook = ({ severity }: Pick<GroupRow, 'severity'>): boolean =>
  severity === 'error' || severity === 'warn';
