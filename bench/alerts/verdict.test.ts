import { describe, expect, test } from 'vitest';
import type { ArrivedNotice, Entry, Move } from './journal.ts';
import { groupName, ruleName, STORM_RULE } from './shape.ts';
import { verdictOf } from './verdict.ts';

const GROUP = groupName(20, 0);
const RULE = ruleName(20);
const RULES = { intervalMs: 1_000, forMs: 2_000, groups: 2, unreachable: [] };

const move = (isUp: boolean, atMs: number, of: Partial<Move> = {}): Entry => ({
  ...{ kind: 'move', level: 'single', group: GROUP, isUp, fromMs: atMs, byMs: atMs + 10 },
  ...of,
});

const notice = (event: ArrivedNotice['event'], atMs: number, of: Partial<ArrivedNotice> = {}): Entry => ({
  kind: 'notice',
  destination: 'steady-3',
  deliveryId: `${event} ${atMs}`,
  noticeId: 'tidemark-1',
  event,
  rule: RULE,
  atMs,
  arrivedMs: atMs + 100,
  isTaken: true,
  incidentCount: 1,
  incidents: [{ id: '1', group: GROUP }],
  ...of,
});

const SPELL = [move(true, 0), notice('opened', 3_000), move(false, 10_000), notice('resolved', 13_000)];

describe('one incident', () => {
  test('that opened and was resolved once is neither lost nor doubled', () => {
    expect(verdictOf(SPELL, RULES)).toMatchObject({ incidents: 1, lost: 0, doubled: 0, outOfOrder: 0, repeats: 0 });
  });

  test.each([
    ['trigger', SPELL.toSpliced(1, 1)],
    ['resolve', SPELL.slice(0, 3)],
    ['trigger that the destination refused', SPELL.with(1, notice('opened', 3_000, { isTaken: false }))],
  ])('without its %s has lost one', (_, entries) => {
    expect(verdictOf(entries, RULES)).toMatchObject({ lost: 1, doubled: 0 });
  });

  test('that is still up needs no resolve', () => {
    expect(verdictOf(SPELL.slice(0, 2), RULES)).toMatchObject({ incidents: 1, lost: 0 });
  });

  test('that is told again under the same id is a repeat, under another one doubled', () => {
    const again = (deliveryId: string) => SPELL.toSpliced(2, 0, notice('opened', 3_000, { deliveryId }));
    expect(verdictOf(again('opened 3000'), RULES)).toMatchObject({ doubled: 0, repeats: 1, outOfOrder: 0 });
    expect(verdictOf(again('another'), RULES)).toMatchObject({ doubled: 1, repeats: 0 });
  });

  test('that never happened counts as doubled', () => {
    expect(verdictOf([...SPELL.slice(2), move(true, 20_000), notice('opened', 23_000)], RULES)).toMatchObject({
      doubled: 1,
    });
  });

  test('that comes back is told of again', () => {
    const back = [move(true, 20_000), notice('opened', 23_000), move(false, 30_000), notice('resolved', 33_000)];
    expect(verdictOf([...SPELL, ...back], RULES)).toMatchObject({ incidents: 2, lost: 0, doubled: 0, outOfOrder: 0 });
    expect(verdictOf([...SPELL, ...back.toSpliced(1, 1)], RULES)).toMatchObject({ lost: 1, doubled: 0 });
  });

  test('whose trigger arrives after its resolve is out of order, as a repeat too', () => {
    expect(verdictOf([...SPELL, notice('opened', 3_000)], RULES)).toMatchObject({ outOfOrder: 1, doubled: 0 });
  });
});

describe('the delay of a trigger', () => {
  test('is what is beyond K and one poll, where nothing was killed meanwhile', () => {
    const calm: Entry = { kind: 'calm', atMs: -1 };
    const late = [calm, ...SPELL.with(1, notice('opened', 3_000, { arrivedMs: 3_510 }))];
    expect(verdictOf(late, RULES)).toMatchObject({ undisturbed: 1, fireDelayMs: 500 });
    expect(verdictOf([calm, ...SPELL], RULES)).toMatchObject({ undisturbed: 1, fireDelayMs: 90 });
    const killed = late.toSpliced(2, 0, { kind: 'trouble', atMs: 2_000 });
    expect(verdictOf(killed, RULES)).toMatchObject({ undisturbed: 0, fireDelayMs: Number.NaN });
  });
});

describe('a storm', () => {
  const both = (isUp: boolean, atMs: number) =>
    [0, 1].map((nth) => move(isUp, atMs, { level: 'storm', group: groupName(nth, 0) }));
  const told = (event: ArrivedNotice['event'], atMs: number, of: Partial<ArrivedNotice> = {}) =>
    ['steady-1', 'down', 'limited', 'failing'].map((destination) =>
      notice(event, atMs, { destination, rule: STORM_RULE, noticeId: 'tidemark-storm-1', incidentCount: 2, ...of }),
    );
  const storm = [...both(true, 0), ...told('opened', 3_000), ...both(false, 10_000), ...told('resolved', 13_000)];

  test('is one notice for all, and its end', () => {
    expect(verdictOf(storm, RULES)).toMatchObject({ incidents: 2, lost: 0, doubled: 0, outOfOrder: 0 });
  });

  test('of which one incident is not told has lost it at each destination', () => {
    const short = [...told('opened', 3_000, { incidentCount: 1 }), ...told('resolved', 13_000, { incidentCount: 1 })];
    expect(verdictOf([...both(true, 0), ...both(false, 10_000), ...short], RULES)).toMatchObject({ lost: 4 });
  });

  test('that is told by two notices, or ends twice, is doubled', () => {
    const other = told('opened', 3_000, { noticeId: 'tidemark-storm-2', deliveryId: 'another' });
    expect(verdictOf([...storm, ...other], RULES)).toMatchObject({ doubled: 4 });
    expect(verdictOf([...storm, ...told('resolved', 13_000, { deliveryId: 'another' })], RULES)).toMatchObject({
      doubled: 4,
    });
  });
});
