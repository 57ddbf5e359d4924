import { expect, test } from 'vitest';
import { cronWords, weeklyCron, weeklyOf } from './cron-words.ts';

test.each([
  ['0 2 * * 6', 'every Saturday 02:00'],
  ['0 2 * * SAT', 'every Saturday 02:00'],
  ['5 22 * * 7', 'every Sunday 22:05'],
  ['0 2 * * *', 'every day 02:00'],
  ['0 2 * * 0-6', 'every day 02:00'],
  ['30 22 * * 1-5', 'every weekday 22:30'],
  ['30 22 * * mon-fri', 'every weekday 22:30'],
  ['0 2 * * 0,6', 'every Saturday and Sunday 02:00'],
  ['0 2 * * 6-7', 'every Saturday and Sunday 02:00'],
  ['0 2 * * 5,1,3', 'every Monday, Wednesday and Friday 02:00'],
  ['0 2 1 * *', 'on the 1st of every month 02:00'],
  ['0 2 12 * *', 'on the 12th of every month 02:00'],
  ['0 2 23 * *', 'on the 23rd of every month 02:00'],
  ['*/5 * * * *', null],
  ['0 2,14 * * *', null],
  ['0 2 1 1 *', null],
  ['0 2 1 * 6', null],
  ['0 2 * * 6#1', null],
  ['0 2 * * 8', null],
  ['0 2 * * 5-1', null],
  ['60 2 * * *', null],
  ['0 2 * *', null],
  ['0 0 2 * * 6', null],
  ['', null],
])('%s is %s', (cron, words) => expect(cronWords(cron)).toBe(words));

test.each([
  [{ days: [6], at: '02:00' }, '0 2 * * 6'],
  [{ days: [5, 1], at: '22:30' }, '30 22 * * 1,5'],
  [{ days: [0, 1, 2, 3, 4, 5, 6], at: '00:05' }, '5 0 * * *'],
])('%j as a pattern is %s, and is read back from it', (weekly, cron) => {
  expect(weeklyCron(weekly)).toBe(cron);
  expect(weeklyOf(cron)).toEqual({ ...weekly, days: expect.arrayContaining(weekly.days) });
});

test.each([[{ days: [], at: '02:00' }], [{ days: [6], at: '' }]])(
  'without a day or a time it is no pattern: %j',
  (weekly) => expect(weeklyCron(weekly).trim().split(/\s+/).length).toBeLessThan(5),
);
