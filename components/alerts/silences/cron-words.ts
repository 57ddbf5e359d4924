/** The days of a week, by their number in a cron pattern, as people begin it. */
export const WEEK = [
  { day: 1, name: 'Monday', short: 'Mon' },
  { day: 2, name: 'Tuesday', short: 'Tue' },
  { day: 3, name: 'Wednesday', short: 'Wed' },
  { day: 4, name: 'Thursday', short: 'Thu' },
  { day: 5, name: 'Friday', short: 'Fri' },
  { day: 6, name: 'Saturday', short: 'Sat' },
  { day: 0, name: 'Sunday', short: 'Sun' },
] as const;

const ALL_DAYS = WEEK.length;
const WORK_DAYS = '1,2,3,4,5';

/** When something begins: on days of the week (0 is Sunday), at a time of the day, `02:00`. */
export interface Weekly {
  days: readonly number[];
  at: string;
}

/** The cron pattern of that: `0 2 * * 6`. What is not chosen yet is left out, and refused by the API. */
export function weeklyCron({ days, at }: Weekly): string {
  const [hour = '', minute = ''] = at.split(':');
  const chosen = WEEK.map(({ day }) => day).filter((day) => days.includes(day));
  return [minute, hour, '*', '*', chosen.length === ALL_DAYS ? '*' : chosen.join(',')]
    .map((field) => (/^\d+$/.test(field) ? String(Number(field)) : field))
    .join(' ');
}

/** The days and the time of a pattern that is of that kind; null of another one. */
export function weeklyOf(cron: string): Weekly | null {
  const [minute = '', hour = '', day, month, days = '', ...rest] = cron.trim().split(/\s+/);
  const at = timeOf(minute, hour);
  const chosen = daysOf(days);
  if (at === null || chosen === null || day !== '*' || month !== '*' || rest.length > 0) return null;
  return { days: chosen, at };
}

/** When a common pattern comes, in words: "every Saturday 02:00", "every weekday 22:30"; null of another one. */
export function cronWords(cron: string): string | null {
  const weekly = weeklyOf(cron);
  return weekly === null ? monthlyWords(cron) : `every ${dayWords(weekly.days)} ${weekly.at}`;
}

function dayWords(days: readonly number[]): string {
  if (days.length === ALL_DAYS) return 'day';
  if (days.join() === WORK_DAYS) return 'weekday';
  const names = WEEK.filter(({ day }) => days.includes(day)).map(({ name }) => name);
  const last = names.pop() ?? '';
  return names.length === 0 ? last : `${names.join(', ')} and ${last}`;
}

function monthlyWords(cron: string): string | null {
  const [minute = '', hour = '', day = '', month, days, ...rest] = cron.trim().split(/\s+/);
  const at = timeOf(minute, hour);
  if (at === null || !/^\d{1,2}$/.test(day) || month !== '*' || days !== '*' || rest.length > 0) return null;
  return `on the ${ordinal(Number(day))} of every month ${at}`;
}

function timeOf(minute: string, hour: string): string | null {
  const isTime = /^\d{1,2}$/.test(minute) && /^\d{1,2}$/.test(hour) && Number(minute) < 60 && Number(hour) < 24;
  return isTime ? `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}` : null;
}

/** The days of a cron field in the order of WEEK: `*`, `6`, `1-5`, `SAT,SUN`; null where it is anything else. */
function daysOf(field: string): number[] | null {
  if (field === '*') return WEEK.map(({ day }) => day);
  const chosen = new Set<number>();
  for (const part of field.split(',')) {
    const [from, to, ...rest] = part.split('-').map(dayNumber);
    if (from == null || to === null || rest.length > 0 || (to ?? from) < from) return null;
    for (let day = from; day <= (to ?? from); day++) chosen.add(day % ALL_DAYS);
  }
  return WEEK.map(({ day }) => day).filter((day) => chosen.has(day));
}

/** 7 is Sunday, too. */
function dayNumber(text: string): number | null {
  if (/^[0-7]$/.test(text)) return Number(text);
  return WEEK.find(({ short }) => short.toUpperCase() === text.toUpperCase())?.day ?? null;
}

function ordinal(number: number): string {
  const isTeen = number > 10 && number < 20;
  const endings: Record<number, string> = { 1: 'st', 2: 'nd', 3: 'rd' };
  return `${number}${isTeen ? 'th' : (endings[number % 10] ?? 'th')}`;
}
