/** What other Kafka tools call a setting of ours. */
const SYNONYMS: Record<string, string> = {
  ssl: 'tls',
  bootstrapservers: 'brokers',
  kafkabootstrapservers: 'KAFKA_BROKERS',
  kafkassl: 'KAFKA_TLS',
};

/** The known name that a mistyped one most likely means, or null when none is close. */
export function nearest(wrong: string, known: readonly string[]): string | null {
  const plain = simplify(wrong);
  const synonym = SYNONYMS[plain];
  if (synonym !== undefined && known.includes(synonym)) return synonym;
  const ranked = known
    .map((name) => ({ name, distance: editDistance(plain, simplify(name)) }))
    .filter(({ name, distance }) => distance <= allowedDistance(Math.min(plain.length, name.length)))
    .toSorted((a, b) => a.distance - b.distance);
  return ranked[0]?.name ?? null;
}

/** Two or three slips in a name of some length; none in one of two letters. */
const allowedDistance = (length: number): number => Math.min(3, Math.max(2, Math.floor(length / 3)), length - 2);

/** `poll_interval`, `poll-interval` and `PollInterval` are the same mistake for `pollInterval`. */
const simplify = (name: string): string => name.toLowerCase().replaceAll(/[-_.]/g, '');

/** Levenshtein distance, one row at a time. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, charA] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, charB] of [...b].entries()) {
      const replaced = (row[j] ?? 0) + (charA === charB ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
