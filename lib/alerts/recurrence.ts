import { Cron } from 'croner';

/** When a maintenance window opens, again and again, and for how long. */
export interface Recurrence {
  /** Five fields: minute, hour, day of month, month, day of week. */
  cron: string;
  minutes: number;
  /** IANA name; cron is meant by its wall clock, whatever summer time does to that. */
  timeZone: string;
}

/** From when to when a window is open. */
export interface Stretch {
  fromMs: number;
  untilMs: number;
}

const MINUTE_MS = 60_000;
const FIELDS = 5;

/** What cannot be meant, in words; null where it can. */
export function recurrenceError({ cron, timeZone }: Pick<Recurrence, 'cron' | 'timeZone'>): {
  field: 'cron' | 'timeZone';
  message: string;
} | null {
  if (!isTimeZone(timeZone)) {
    return { field: 'timeZone', message: 'is no time zone: take one like Europe/Berlin, or UTC' };
  }
  const message =
    'must be a cron pattern of five fields, such as "0 2 * * 6": minute, hour, day of month, month, day of week';
  if (cron.trim().split(/\s+/).length !== FIELDS) return { field: 'cron', message };
  try {
    const first = new Cron(cron, { timezone: timeZone }).nextRun();
    return first === null ? { field: 'cron', message: 'never comes: no day is called so' } : null;
  } catch {
    return { field: 'cron', message };
  }
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** The stretch in which it is open at that instant, or the next one; null where none comes. */
export function stretchAt({ cron, minutes, timeZone }: Recurrence, atMs: number): Stretch | null {
  const lengthMs = minutes * MINUTE_MS;
  // Windows that overlap are as one that begins with the first of them that is still open.
  const first = new Cron(cron, { timezone: timeZone }).nextRun(new Date(atMs - lengthMs));
  return first && { fromMs: first.getTime(), untilMs: first.getTime() + lengthMs };
}
