/** Matches what JSON.stringify writes for the two things Postgres takes neither as text nor as jsonb. */
const UNSTORABLE_ESCAPE = /\\u(0000|d[89a-f])/;

/** Text Postgres can hold: NUL and lone surrogates, which Kafka allows in names and metadata, become U+FFFD. */
export function storableText(text: string): string {
  return text.includes('\0') || !text.isWellFormed() ? text.replaceAll('\0', '\uFFFD').toWellFormed() : text;
}

/** JSON Postgres can hold. Decimal strings stand for bigint; key order is the caller's. */
export function storableJson(value: unknown): string {
  const json = JSON.stringify(value, bigintAsText);
  return UNSTORABLE_ESCAPE.test(json) ? JSON.stringify(value, storableValue) : json;
}

function bigintAsText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}

function storableValue(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? storableText(value) : bigintAsText(_key, value);
}

/** Text of at most `chars` characters, with an ellipsis where more was said. */
export function clippedText(text: string, chars: number): string {
  return text.length > chars ? `${text.slice(0, chars - 1)}…` : text;
}

const INT8_MAX = 2n ** 63n - 1n;

/** A count Postgres can hold: a sum of absurd offsets stands at the largest int8 instead of failing the whole poll. */
export function storableCount(count: bigint | null): bigint | null {
  return count !== null && count > INT8_MAX ? INT8_MAX : count;
}
