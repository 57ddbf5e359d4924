import { csvField, UTF8_MARK } from '#lib/api/csv-field.ts';
import type { Column } from './column.ts';

/** The rows as CSV (RFC 4180): a header line, CRLF, quotes where needed. Safe to open in a spreadsheet. */
export function toCsv<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const written = columns.filter((column) => column.csv !== false);
  const lines = [written.map((column) => csvField(column.header))];
  for (const row of rows) {
    lines.push(written.map((column) => csvField(column.csv ? column.csv(row) : column.value(row))));
  }
  return lines.map((fields) => `${fields.join(',')}\r\n`).join('');
}

/** Hands the text to the reader as a file. */
export function saveCsv(fileName: string, csv: string): void {
  const url = URL.createObjectURL(new Blob([UTF8_MARK, csv], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(url);
}

/** A name for the file that says what and when: `prod-eu groups 2026-11-23 14-06.csv`. */
export function csvFileName(title: string, now: number): string {
  const at = new Date(now).toISOString().slice(0, 16).replace('T', ' ').replace(':', '-');
  return `${title.replaceAll(/[\\/:*?"<>|]/g, '_')} ${at}.csv`;
}
