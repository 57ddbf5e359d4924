import { describe, expect, test } from 'vitest';
import { type Telling, type TimelineEntry, type TimelineSource, timelineOf } from './timeline.ts';

const at = (minute: number): Date => new Date(Date.UTC(2026, 10, 23, 14, minute));
const OPEN: TimelineSource = {
  since: at(0),
  openedAt: at(1),
  resolvedAt: null,
  resolution: null,
  ackedAt: null,
  ackedBy: null,
  ackNote: null,
};
const told = (
  minute: number,
  event: Telling['event'],
  { name = 'pager', ...changes }: Partial<Telling> & { name?: string } = {},
): Telling => ({
  at: at(minute),
  event,
  incidents: 1,
  by: null,
  resolution: null,
  destination: { name, state: 'delivered', settledAt: at(minute), nextAt: null, attempts: 1, reason: null },
  ...changes,
});
const OWN = { losses: [], isOwn: true };
/** Each entry as one line: "1 told opened pager". */
const lines = (entries: readonly TimelineEntry[]): string[] =>
  entries.map((entry) => {
    const head = `${(entry.at.getTime() - at(0).getTime()) / 60_000} ${entry.kind}`;
    switch (entry.kind) {
      case 'told':
        return `${head} ${entry.event} ${entry.destinations.map(({ name }) => name).join('+')}${entry.times > 1 ? ` x${entry.times}` : ''}`;
      case 'acknowledged':
        return `${head} ${entry.by}`;
      case 'resolved':
        return `${head} ${entry.resolution}`;
      default:
        return head;
    }
  });

describe('the timeline of an incident', () => {
  test('nobody is told of has when it began, and fired', () => {
    expect(lines(timelineOf(OPEN, [], OWN))).toEqual(['0 began', '1 fired']);
  });

  test('puts what happened before what was told of it', () => {
    const over = { ...OPEN, resolvedAt: at(9), resolution: 'recovered', ackedAt: at(3), ackedBy: 'ada' } as const;
    const tellings = [
      told(9, 'resolved'),
      told(1, 'opened'),
      told(1, 'opened', { name: 'chat' }),
      told(3, 'acknowledged', { by: 'ada' }),
    ];
    expect(lines(timelineOf(over, tellings, OWN))).toEqual([
      '0 began',
      '1 fired',
      '1 told opened pager+chat',
      '3 acknowledged ada',
      '3 told acknowledged pager',
      '9 resolved recovered',
      '9 told resolved pager',
    ]);
  });

  test('knows the times before by what was told of them', () => {
    const again = { ...OPEN, ackedAt: at(15), ackedBy: 'grace' };
    const tellings = [
      told(1, 'opened'),
      told(2, 'acknowledged', { by: 'ada' }),
      told(5, 'resolved'),
      told(5, 'resolved', { name: 'chat' }),
      told(8, 'opened'),
      told(15, 'acknowledged', { by: 'grace' }),
    ];
    expect(lines(timelineOf(again, tellings, OWN)).filter((line) => !line.includes('told'))).toEqual([
      '0 began',
      '1 fired',
      '2 acknowledged ada',
      '5 resolved recovered',
      '8 reopened',
      '15 acknowledged grace',
    ]);
  });

  test('says what was repeated once, with how it went the last time', () => {
    const tellings = [told(1, 'opened'), ...[31, 61, 91].map((minute) => told(minute, 'updated'))];
    expect(lines(timelineOf(OPEN, tellings, OWN)).slice(2)).toEqual([
      '1 told opened pager',
      '91 told updated pager x3',
    ]);
  });

  test('of one that is told with others has nothing of what became of those', () => {
    const tellings = [
      told(-5, 'opened', { incidents: 6 }),
      told(2, 'updated', { incidents: 7 }),
      told(4, 'acknowledged', { by: 'ada', incidents: 7 }),
      told(9, 'resolved', { incidents: 7 }),
    ];
    const over = { ...OPEN, resolvedAt: at(6), resolution: 'group-deleted' } as const;
    expect(lines(timelineOf(over, tellings, { losses: [], isOwn: false }))).toEqual([
      '0 began',
      '1 fired',
      '2 told updated pager',
      '4 told acknowledged pager',
      '6 resolved group-deleted',
      '9 told resolved pager',
    ]);
  });

  test('has when unread records were seen to be gone', () => {
    const losses = [{ at: at(4), topic: 'orders', partitions: 3 }];
    expect(lines(timelineOf(OPEN, [], { losses, isOwn: true }))).toEqual(['0 began', '1 fired', '4 data-lost']);
  });
});
