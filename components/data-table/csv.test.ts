import { describe, expect, it } from 'vitest';
import type { Column } from './column.ts';
import { csvFileName, toCsv } from './csv.ts';

interface Row {
  group: string;
  lag: bigint | null;
}

const COLUMNS: Column<Row>[] = [
  { id: 'group', header: 'Group', value: (row) => row.group, width: 1 },
  { id: 'lag', header: 'Lag, total', value: (row) => row.lag, width: 1 },
];

const only = (group: string) => toCsv(COLUMNS.slice(0, 1), [{ group, lag: null }]).split('\r\n')[1];

describe('toCsv', () => {
  it('writes a header, CRLF after every line, and nothing for no value', () => {
    const rows = [
      { group: 'payments', lag: 9_223_372_036_854_775_807n },
      { group: 'geo', lag: null },
    ];
    expect(toCsv(COLUMNS, rows)).toBe('Group,"Lag, total"\r\npayments,9223372036854775807\r\ngeo,\r\n');
  });

  it('leaves out what a file has no use for', () => {
    const [group, lag] = COLUMNS;
    if (!group || !lag) throw new Error('two columns');
    expect(toCsv([group, { ...lag, csv: false }], [{ group: 'geo', lag: 1n }])).toBe('Group\r\ngeo\r\n');
  });

  it.each([
    ['a,b', '"a,b"'],
    ['say "hi"', '"say ""hi"""'],
    ['two\nlines', '"two\nlines"'],
    ['🐳 space', '🐳 space'],
    ['', ''],
  ])('%j is written %j', (group, expected) => expect(only(group)).toBe(expected));

  it.each(['=1+1', '+cmd', '-cmd', '@SUM(A1)', '\tx'])('%j cannot run as a formula', (group) =>
    expect(only(group)).toBe(`'${group}`),
  );

  it.each(['-12', '+3', '4.5', '-0.25'])('%j stays a number', (group) => expect(only(group)).toBe(group));
});

it('names the file by what and when', () => {
  expect(csvFileName('prod/eu groups', Date.parse('2026-11-23T14:06:00Z'))).toBe('prod_eu groups 2026-11-23 14-06.csv');
});
