import { NO_VALUE } from './format-number.ts';

const NBSP = '\u00a0';
const UNITS = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1_000, 's'],
] as const;

/** How long, in its two largest units: `4 min 18 s`, `1 h 19 min`, `38 s`, `0.4 s`. */
export function formatDuration(ms: number): string {
  if (ms < 0) return `0${NBSP}s`;
  if (ms < 10_000) return `${Number((ms / 1000).toFixed(1))}${NBSP}s`;
  // Whole seconds first, so that 59.6 s is one minute and not "60 s".
  let rest = Math.round(ms / 1000) * 1000;
  const parts: string[] = [];
  for (const [size, unit] of UNITS) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count}${NBSP}${unit}`);
    else if (parts.length > 0) break;
    if (parts.length === 2) break;
  }
  return parts.join(NBSP);
}

/** How long a request or a poll took: `23 ms`, `1.2 s`. */
export function formatLatency(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms)}${NBSP}ms` : formatDuration(ms);
}

/** How long in one unit, for labels and ages: `3 s`, `5 min`, `2 h`, `9 d`. */
export function formatAge(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 90) return `${seconds}${NBSP}s`;
  for (const [size, unit] of UNITS) {
    if (seconds * 1000 >= size) return `${Math.floor((seconds * 1000) / size)}${NBSP}${unit}`;
  }
  return `${seconds}${NBSP}s`;
}

/** How an instant is shown: `14:02:31` on the day of `now`, `Nov 21 14:02` in its year, with the year before that. */
export function formatTime(instant: string | number | null, now: number, timeZone?: string): string {
  if (instant === null) return NO_VALUE;
  const at = dateParts(new Date(instant).getTime(), timeZone);
  const today = dateParts(now, timeZone);
  if (at.year === today.year && at.month === today.month && at.day === today.day) {
    return `${at.hour}:${at.minute}:${at.second}`;
  }
  const year = at.year === today.year ? '' : ` ${at.year}`;
  return `${at.month} ${at.day}${year} ${at.hour}:${at.minute}`;
}

/** An instant to the minute, for what is planned by it: `16:00` on the day of `now`, `Nov 28 02:00` in its year. */
export function formatMinute(instant: string | number, now: number, timeZone?: string): string {
  const text = formatTime(instant, now, timeZone);
  return /^\d\d:\d\d:\d\d$/.test(text) ? text.slice(0, 'hh:mm'.length) : text;
}

/** The instant in UTC with its zone named: `2026-11-23 14:02:31 UTC`. */
export function formatUtc(instant: string | number): string {
  const iso = new Date(instant).toISOString();
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;
}

/** The instant as a chart tick: `14:05`, with seconds or with the date where the step asks for it. */
export function formatTick(instant: number, stepMs: number, timeZone?: string): string {
  const at = dateParts(instant, timeZone);
  if (stepMs >= 86_400_000) return `${at.month} ${at.day}`;
  if (at.hour === '00' && at.minute === '00' && at.second === '00') return `${at.month} ${at.day}`;
  return stepMs < 60_000 ? `${at.hour}:${at.minute}:${at.second}` : `${at.hour}:${at.minute}`;
}

interface DateParts {
  year: string;
  month: string;
  day: string;
  hour: string;
  minute: string;
  second: string;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Building a DateTimeFormat costs more than using it a thousand times. */
function formatFor(timeZone: string | undefined): Intl.DateTimeFormat {
  const key = timeZone ?? '';
  let format = formats.get(key);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      year: 'numeric',
      month: 'short',
      day: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
      ...(timeZone === undefined ? {} : { timeZone }),
    });
    formats.set(key, format);
  }
  return format;
}

function dateParts(instant: number, timeZone: string | undefined): DateParts {
  const parts: DateParts = { year: '', month: '', day: '', hour: '', minute: '', second: '' };
  for (const part of formatFor(timeZone).formatToParts(instant)) {
    if (part.type in parts) parts[part.type as keyof DateParts] = part.value;
  }
  return parts;
}
