import { describe, expect, test } from 'vitest';
import { isOver, type Silenceable } from './is-over.ts';
import { recurrenceError } from './recurrence.ts';
import { inForceUntilMs, type Silence, stretchOf } from './silence.ts';
import { ALL, silence } from './testing.ts';

const at = (text: string) => Date.parse(`${text}:00.000Z`);
const named = (...include: string[]) => ({ include, exclude: [] });

describe('a silence from one instant to another', () => {
  const once = silence({ startsAtMs: at('2026-11-23T14:00'), endsAtMs: at('2026-11-23T16:00') });

  test.each([
    ['2026-11-23T13:59', null],
    ['2026-11-23T14:00', '2026-11-23T16:00'],
    ['2026-11-23T15:59', '2026-11-23T16:00'],
    ['2026-11-23T16:00', null],
  ])('at %s it is in force until %s', (now, until) => {
    expect(inForceUntilMs(once, at(now))).toBe(until && at(until));
  });

  test('says when it will be, until it is over', () => {
    expect(stretchOf(once, at('2026-11-23T10:00'))).toEqual({ fromMs: once.startsAtMs, untilMs: once.endsAtMs });
    expect(stretchOf(once, at('2026-11-23T16:00'))).toBeNull();
  });
});

describe('a maintenance window', () => {
  /** Saturdays from 02:00 for three hours, by the clocks of Berlin. */
  const weekly = (changes: Partial<Silence> = {}) =>
    silence({
      startsAtMs: at('2026-01-01T00:00'),
      endsAtMs: null,
      recurrence: { cron: '0 2 * * 6', minutes: 180, timeZone: 'Europe/Berlin' },
      ...changes,
    });

  test.each([
    ['2026-11-28T00:59', null],
    ['2026-11-28T01:00', '2026-11-28T04:00'],
    ['2026-11-28T03:59', '2026-11-28T04:00'],
    ['2026-11-28T04:00', null],
    // In summer the same clocks are an hour ahead.
    ['2026-07-04T00:00', '2026-07-04T03:00'],
    ['2026-07-04T03:00', null],
    ['2026-11-27T02:00', null],
  ])('at %s it is open until %s', (now, until) => {
    expect(inForceUntilMs(weekly(), at(now))).toBe(until && at(until));
  });

  test('where clocks go forward or back it is as long as ever', () => {
    const daily = weekly({ recurrence: { cron: '30 2 * * *', minutes: 60, timeZone: 'Europe/Berlin' } });
    for (const day of ['2026-03-29', '2026-10-25']) {
      const stretch = stretchOf(daily, at(`${day}T00:00`));
      expect((stretch?.untilMs ?? 0) - (stretch?.fromMs ?? 0)).toBe(3_600_000);
    }
  });

  test('says when the next one is', () => {
    expect(stretchOf(weekly(), at('2026-11-28T05:00'))).toEqual({
      fromMs: at('2026-12-05T01:00'),
      untilMs: at('2026-12-05T04:00'),
    });
  });

  test('neither before its start nor after its end, which cuts the last one short', () => {
    const bounded = weekly({ startsAtMs: at('2026-11-28T02:00'), endsAtMs: at('2026-12-05T02:00') });
    expect(inForceUntilMs(bounded, at('2026-11-28T01:30'))).toBeNull();
    expect(inForceUntilMs(bounded, at('2026-11-28T02:00'))).toBe(at('2026-11-28T04:00'));
    expect(inForceUntilMs(bounded, at('2026-12-05T01:30'))).toBe(at('2026-12-05T02:00'));
    expect(stretchOf(bounded, at('2026-12-05T02:00'))).toBeNull();
  });
});

test.each([
  ['0 2 * * 6', 'Europe/Berlin', null],
  ['0 2 * * SAT', 'UTC', null],
  ['0 2 * *', 'UTC', 'cron'],
  ['* 0 2 * * 6', 'UTC', 'cron'],
  ['61 2 * * *', 'UTC', 'cron'],
  ['every day', 'UTC', 'cron'],
  ['0 2 30 2 *', 'UTC', 'cron'],
  ['0 2 * * 6', 'Mars/Olympus', 'timeZone'],
  ['0 2 * * 6', '', 'timeZone'],
])('"%s" in %s is refused at %s', (cron, timeZone, field) => {
  expect(recurrenceError({ cron, timeZone })?.field ?? null).toBe(field);
});

describe('what a silence is over', () => {
  const incident: Silenceable = {
    cluster: 'prod',
    rule: { name: 'behind', severity: 'error', labels: { team: 'payments', tier: '1' } },
    group: 'payments-worker',
    topic: null,
    broker: null,
  };
  const over = (changes: Partial<Silence['matchers']>, of: Partial<Silenceable> = {}) =>
    isOver(silence({}, changes), { ...incident, ...of });

  test('everything, unless it says of what', () => {
    expect(over({})).toBe(true);
    expect(over({}, { group: null, topic: null })).toBe(true);
  });

  test.each([
    [{ groups: named('payments-*') }, true],
    [{ groups: named('orders-*') }, false],
    [{ groups: { include: ['*'], exclude: ['payments-worker'] } }, false],
    [{ rules: named('behind') }, true],
    [{ rules: named('Behind') }, false],
    [{ severities: ['error' as const, 'critical' as const] }, true],
    [{ severities: ['critical' as const] }, false],
    [{ labels: { team: 'payments' } }, true],
    [{ labels: { team: 'payments', tier: '2' } }, false],
    [{ labels: { owner: 'payments' } }, false],
    // The incident is of no topic.
    [{ topics: named('payments') }, false],
  ])('%j', (matchers, expected) => expect(over(matchers)).toBe(expected));

  test.each([
    [[2, 3], 2, true],
    [[2, 3], 4, false],
    [[], 4, true],
    // The incident is of no broker.
    [[2], null, false],
    [[], null, true],
    [[0], 0, true],
  ])('of brokers %j what is about broker %j: %j', (brokers, broker, expected) => {
    expect(over({ brokers }, { group: null, broker })).toBe(expected);
  });

  test('its cluster alone, or all', () => {
    expect(isOver(silence({ cluster: 'prod' }), incident)).toBe(true);
    expect(isOver(silence({ cluster: 'dev' }), incident)).toBe(false);
  });

  test('of a whole cluster only what names no group', () => {
    const ofCluster = { group: null, topic: null };
    expect(over({ groups: named('payments-*') }, ofCluster)).toBe(false);
    expect(over({ groups: ALL }, ofCluster)).toBe(true);
  });
});
