const NUMERIC = /^[+-]?\d+(\.\d+)?$/;
/** A cell that begins so is run as a formula by spreadsheets; names in Kafka may begin with anything. */
const FORMULA_START = /^[=+\-@\t\r]/;

/** One value of a line of CSV (RFC 4180), quoted where needed; safe to open in a spreadsheet. */
export function csvField(value: string | number | bigint | boolean | null): string {
  if (value === null) return '';
  const text = String(value);
  const safe = FORMULA_START.test(text) && !NUMERIC.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** The mark at the start of a file that tells spreadsheets that it is UTF-8. */
export const UTF8_MARK = '\ufeff';
