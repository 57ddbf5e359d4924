/** One record as a producer of the demo makes it. */
export interface DemoRecord {
  readonly key: string;
  /** Null is a tombstone. */
  readonly value: string | null;
  readonly headers?: Readonly<Record<string, string | Buffer>>;
}

/** Gives a record with a JSON value and the headers that most services put on theirs. */
export function jsonRecord(key: string, value: unknown, headers: Readonly<Record<string, string>>): DemoRecord {
  return { key, value: JSON.stringify(value), headers: { 'content-type': 'application/json', ...headers } };
}
