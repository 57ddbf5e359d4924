import type { LagState } from '#lib/api/schemas/common.ts';
import type { GroupType } from '#lib/api/schemas/groups.ts';
import type { StatusLook } from './tone.ts';

/** The state of a group's position, as it is shown. It says whether the number is true, not whether it is large. */
export const LAG_STATE: Record<LagState, StatusLook> = {
  truncated: {
    tone: 'danger',
    shape: 'danger',
    word: 'TRUNCATED',
    meaning: 'Kafka deleted records that the group had not read.',
  },
  expired: {
    tone: 'danger',
    shape: 'danger',
    word: 'EXPIRED',
    meaning: 'The committed offset is gone: the group lost its position.',
  },
  ahead: {
    tone: 'danger',
    shape: 'danger',
    word: 'AHEAD',
    meaning: 'The committed offset lies behind the end of the log: the topic was recreated or lost data.',
  },
  'open-transaction': {
    tone: 'warn',
    shape: 'blocked',
    word: 'OPEN TRANSACTION',
    meaning: 'The group waits behind a transaction that does not end.',
  },
  unknown: {
    tone: 'unknown',
    shape: 'unknown',
    word: 'UNKNOWN',
    meaning: 'A broker did not answer: the last known value is shown.',
  },
  'no-commit': {
    tone: 'warn',
    shape: 'warn',
    word: 'NO COMMIT',
    meaning: 'The group has never committed an offset here, so there is no lag to tell.',
  },
  ok: { tone: 'ok', shape: 'ok', word: 'OK', meaning: 'The position is known and sound; the lag is a true number.' },
  inactive: {
    tone: 'calm',
    shape: 'idle',
    word: 'INACTIVE',
    meaning: 'The group no longer consumes this topic; it is left out of totals.',
  },
};

/** All states, worst first: the order of danger. */
export const LAG_STATE_ORDER: readonly LagState[] = [
  'truncated',
  'expired',
  'ahead',
  'open-transaction',
  'unknown',
  'no-commit',
  'ok',
  'inactive',
];

/** The look of a worst state; null stands for a group without any position. Share groups commit nothing, so theirs has other words. */
export function lagStateLook(state: LagState | null, type?: GroupType): StatusLook {
  if (state === null) return NO_POSITION;
  return state === 'no-commit' && type === 'share' ? NOTHING_DELIVERED : LAG_STATE[state];
}

const NOTHING_DELIVERED: StatusLook = {
  tone: 'warn',
  shape: 'warn',
  word: 'NOTHING DELIVERED',
  meaning: 'Nothing was delivered from here yet, so there is no lag to tell.',
};

const NO_POSITION: StatusLook = {
  tone: 'calm',
  shape: 'idle',
  word: 'NO POSITION',
  meaning: 'The group has no position on any topic.',
};
