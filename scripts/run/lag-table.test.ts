import { describe, expect, test } from 'vitest';
import { groupRowExample } from '#lib/api/examples/groups.ts';
import { instant, memberName, say } from '#lib/lag/causes/sentence.ts';
import type { ReportedGroup } from '#lib/views/group-report.ts';
import { lagTable } from './lag-table.ts';

const NOW = Date.UTC(2026, 10, 23, 14, 2, 35);
const READ_AT = '2026-11-23T14:02:31.000Z';

const calm = (group: string, changes: Partial<ReportedGroup> = {}): ReportedGroup => ({
  ...groupRowExample,
  group,
  status: 'OK',
  statusSince: '2026-11-23T09:00:00.000Z',
  severity: 'calm',
  lag: '0',
  timeLag: { seconds: 0, quality: 'exact' },
  lagTrend: 'steady',
  causes: [],
  ...changes,
});
const stalled = calm('payments-worker', {
  status: 'STALLED',
  statusSince: '2026-11-23T13:50:00.000Z',
  severity: 'error',
  lag: '80112',
  timeLag: { seconds: 755, quality: 'interpolated' },
  lagTrend: 'growing',
  causes: [
    {
      kind: 'hung-member',
      share: 1,
      says: say`${memberName('worker-3')} has not moved since ${instant(Date.UTC(2026, 10, 23, 13, 50))}`,
      sinceMs: null,
      proof: { section: 'members', fromMs: 0, toMs: 1 },
    },
  ],
});

const table = (groups: ReportedGroup[], observedAt: string | null = READ_AT) =>
  lagTable('prod', { observedAt, stale: false, groups }, NOW);
/** The cells of the row of the only group. */
const cells = (group: ReportedGroup) => (table([group]).split('\n')[3] ?? '').trim().split(/ {2,}/);

test('the worst come first as they are given, marked, in columns, with why below them', () => {
  const behind = calm('invoices', {
    status: 'BEHIND',
    severity: 'warn',
    lag: '7000',
    timeLag: { seconds: 3720, quality: 'at-least' },
  });
  expect(table([stalled, behind, calm('mail')])).toBe(
    [
      'prod, read 4 s ago: 1 error, 1 warn, 1 calm',
      '',
      '  GROUP            STATUS   SINCE                                LAG        BEHIND  TREND',
      '! payments-worker  STALLED  2026-11-23 13:50:00 UTC (12 min)  80,112   12 min 35 s  growing',
      '    - worker-3 has not moved since 2026-11-23 13:50:00 UTC',
      '* invoices         BEHIND   2026-11-23 09:00:00 UTC (5 h)      7,000  >= 1 h 2 min  steady',
      '  mail             OK       2026-11-23 09:00:00 UTC (5 h)          0           0 s  steady',
      '',
    ].join('\n'),
  );
});

describe('a cell', () => {
  test.each<[what: string, changes: Partial<ReportedGroup>, column: number, text: string]>([
    ['of a lag that is not known', { lag: null }, 3, '–'],
    ['of a lag over some of the partitions', { lag: '7', knownPartitions: 1 }, 3, '7 (1 of 2)'],
    ['of a lag that is a lower bound', { lag: '7', lagIsAtLeast: true }, 3, '>= 7'],
    ['of a lag beyond 2^53', { lag: '9007199254740993' }, 3, '9,007,199,254,740,993'],
    ['of a time that is not known', { timeLag: { seconds: null, quality: 'unknown' } }, 4, '–'],
    ['of a trend that is not known', { lagTrend: null }, 5, '–'],
    ['of a group to which no rule applies', { status: null, statusSince: null }, 1, '–'],
  ])('%s', (_what, changes, column, text) => {
    expect(cells(calm('g', changes))[column]).toBe(text);
  });
});

describe('a name', () => {
  test.each([
    ['with a control sequence is written as it is called', '\u001b[2J', '\\u001B[2J'],
    ['of several lines stays on one', 'a\nb', 'a\\nb'],
    ['that turns the direction does not', 'a\u202eb', 'a\\u202Eb'],
    ['that is empty says so', '', '(empty id)'],
    ['of thousands of characters is cut', 'x'.repeat(6_000), `${'x'.repeat(59)}…`],
  ])('%s', (_what, group, shown) => {
    expect(cells(calm(group))[0]).toBe(shown);
  });

  test('in a cause writes nothing but itself either', () => {
    const [cause] = stalled.causes;
    if (cause === undefined) throw new Error('no cause');
    const hostile = { ...stalled, causes: [{ ...cause, says: say`${memberName('a\u001b[31m\nb')} hangs` }] };
    expect(table([hostile])).toContain('    - a\\u001B[31m\\nb hangs\n');
  });
});

test('where there are no groups, or nothing was read yet, that is all it says', () => {
  expect(table([])).toBe('prod, read 4 s ago: no groups\n');
  expect(table([], null)).toBe('prod, not read yet: no groups\n');
});
