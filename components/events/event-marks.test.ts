import { describe, expect, it } from 'vitest';
import type { Event } from '#lib/api/schemas/events.ts';
import { pageOf, tellerOf } from './deploy.ts';
import { eventMarks, toldOf } from './event-marks.ts';

const T0 = Date.UTC(2026, 10, 23, 14);
const MINUTE = 60_000;
const HOUR = { fromMs: T0, toMs: T0 + 60 * MINUTE };
const event = (minute: number, severity: Event['severity'] = 'info'): Event => ({
  id: `${minute}`,
  at: new Date(T0 + minute * MINUTE).toISOString(),
  kind: 'group-rebalanced',
  severity,
  title: `what happened in minute ${minute}`,
  phrases: [],
  notBefore: null,
  data: {},
});

describe('marks of events', () => {
  it('have letters in the order of time, whatever the order of the events', () => {
    const marks = eventMarks([event(40), event(10), event(25)], HOUR, false);
    expect(marks.map(({ mark }) => [mark.letter, (mark.atMs - T0) / MINUTE])).toEqual([
      ['A', 10],
      ['B', 25],
      ['C', 40],
    ]);
  });

  it('that would cover one another are one, which tells all of it, and is as bad as the worst', () => {
    const [mark, ...others] = eventMarks([event(10.5, 'critical'), event(10), event(11)], HOUR, false);
    expect(others).toEqual([]);
    expect(mark?.mark).toMatchObject({ letter: 'A', tone: 'danger', atMs: T0 + 10 * MINUTE });
    expect(mark?.mark.words).toHaveLength(3);
  });

  it('share a mark sooner where there is less room', () => {
    const events = [event(10), event(13)];
    expect(eventMarks(events, HOUR, false)).toHaveLength(2);
    expect(eventMarks(events, HOUR, true)).toHaveLength(1);
  });

  it('leave out what is not in the range', () => {
    expect(eventMarks([event(-1), event(61)], HOUR, false)).toEqual([]);
  });

  it('are never more than there are letters', () => {
    const marks = eventMarks(
      Array.from({ length: 59 }, (_, minute) => event(minute)),
      HOUR,
      false,
    );
    expect(marks.length).toBeLessThanOrEqual(26);
    expect(marks.flatMap(({ events }) => events)).toHaveLength(59);
  });

  it('of a deploy are told before what else happened then, and after what is critical', () => {
    const deploy = { ...event(10.5), kind: 'deploy' };
    const [withOther] = eventMarks([event(10), deploy], HOUR, false);
    expect(withOther?.mark.tone).toBe('accent');
    expect(toldOf(withOther?.events ?? [])).toBe(deploy);
    const worse = event(11, 'critical');
    const [withWorse] = eventMarks([event(10), deploy, worse], HOUR, false);
    expect(withWorse?.mark.tone).toBe('danger');
    expect(toldOf(withWorse?.events ?? [])).toBe(worse);
  });
});

describe('the page of a deploy', () => {
  it.each([
    ['https://ci.example.com/42', 'https://ci.example.com/42'],
    ['http://ci/42', 'http://ci/42'],
    ['javascript:alert(1)', null],
    ['JavaScript:alert(1)', null],
    ['data:text/html,x', null],
    ['//evil.example.com', null],
    [null, null],
    [7, null],
  ])('%j leads to %j', (url, expected) => {
    expect(pageOf({ ...event(1), kind: 'deploy', data: { url } })).toBe(expected);
  });

  it('is that of no other event', () => {
    expect(pageOf({ ...event(1), data: { url: 'https://ci.example.com' } })).toBeNull();
    expect(pageOf({ ...event(1), kind: 'deploy', data: null })).toBeNull();
  });
});

it('the teller of a deploy is named, and of nothing else', () => {
  expect(tellerOf({ ...event(1), kind: 'deploy', data: { by: 'pipeline' } })).toBe('pipeline');
  expect(tellerOf({ ...event(1), kind: 'deploy', data: {} })).toBeNull();
  expect(tellerOf({ ...event(1), data: { by: 'pipeline' } })).toBeNull();
});
