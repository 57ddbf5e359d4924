/** When Kafka deletes from the start of a log; null where nothing of that kind bounds it. */
export interface Retention {
  ms: number | null;
  /** Of each partition. */
  bytes: number | null;
}

const KEEPS_ALL: Retention = { ms: null, bytes: null };

/** What the settings of a topic say of deleting; null where one that matters is not known. Compacted topics delete nothing by age. */
export function retentionOf(setting: (name: string) => string | null | undefined): Retention | null {
  const policy = setting('cleanup.policy');
  if (policy == null) return null;
  if (!policy.split(',').some((one) => one.trim() === 'delete')) return KEEPS_ALL;
  const [ms, bytes] = [limitOf(setting('retention.ms')), limitOf(setting('retention.bytes'))];
  return ms === undefined || bytes === undefined ? null : { ms, bytes };
}

/** Kafka writes -1 for no limit; undefined of what is no number. */
function limitOf(text: string | null | undefined): number | null | undefined {
  if (text == null || !/^-?\d+$/.test(text)) return undefined;
  const limit = Number(text);
  return limit < 0 ? null : limit;
}
