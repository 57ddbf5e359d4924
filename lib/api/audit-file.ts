import { type AuditFilter, auditEntries, type VisibleClusters } from '#lib/access/audit/entries.ts';
import type { RequestContext } from './context.ts';
import { csvField, UTF8_MARK } from './csv-field.ts';
import type { AuditEntry } from './schemas/audit.ts';

/** Entries in memory at a time, of at most 130 KB each. */
const BATCH = 200;

/** The entries that match as a file that is written while it is read: each batch is asked for when the one before it was taken. */
export function auditFile(
  context: RequestContext,
  filter: AuditFilter,
  visible: VisibleClusters,
  format: 'csv' | 'json',
): Response {
  const batches = entryBatches(context, filter, visible);
  const text = format === 'csv' ? csvOf(batches) : jsonOf(batches);
  const name = `tidemark audit ${context.now().toISOString().slice(0, 10)}.${format}`;
  return new Response(streamOf(text), {
    headers: {
      'content-type': format === 'csv' ? 'text/csv; charset=utf-8' : 'application/json',
      'content-disposition': `attachment; filename="${name}"`,
    },
  });
}

/** One piece at a time, each when the one before it was taken. */
function streamOf(pieces: AsyncGenerator<string>): ReadableStream<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder();
  return new ReadableStream(
    {
      async pull(controller) {
        const { done, value } = await pieces.next();
        if (done) controller.close();
        else controller.enqueue(encoder.encode(value));
      },
      cancel: async () => void (await pieces.return(undefined)),
    },
    { highWaterMark: 0 },
  );
}

async function* entryBatches(
  { database, signal, log }: RequestContext,
  filter: AuditFilter,
  visible: VisibleClusters,
): AsyncGenerator<AuditEntry[]> {
  let before: bigint | null = null;
  do {
    signal.throwIfAborted();
    const entries: AuditEntry[] = await auditEntries(database, filter, visible, { limit: BATCH, before }).catch(
      (err: unknown) => {
        // The answer has begun, so that all that can be done is to break it off.
        log.error({ err }, 'a file of the audit log was broken off');
        throw err;
      },
    );
    if (entries.length > 0) yield entries;
    const last = entries.at(-1);
    before = entries.length === BATCH && last !== undefined ? BigInt(last.id) : null;
  } while (before !== null);
}

async function* jsonOf(batches: AsyncGenerator<AuditEntry[]>): AsyncGenerator<string> {
  yield '[';
  let first = true;
  for await (const entries of batches) {
    yield `${first ? '' : ','}${entries.map((entry) => JSON.stringify(entry)).join()}`;
    first = false;
  }
  yield ']';
}

const state = (value: unknown): string | null => (value === null || value === undefined ? null : JSON.stringify(value));

const COLUMNS: [header: string, value: (entry: AuditEntry) => string | number | null][] = [
  ['at', ({ at }) => at],
  ['ended_at', ({ endedAt }) => endedAt],
  ['actor', ({ actor }) => actor.name],
  ['actor_kind', ({ actor }) => actor.kind],
  ['actor_id', ({ actor }) => actor.id],
  ['address', ({ origin }) => origin.address],
  ['user_agent', ({ origin }) => origin.userAgent],
  ['request_id', ({ origin }) => origin.requestId],
  ['action', ({ action }) => action],
  ['cluster', ({ cluster }) => cluster],
  ['target', ({ target }) => target],
  ['reason', ({ reason }) => reason],
  ['before', ({ before }) => state(before)],
  ['after', ({ after }) => state(after)],
  ['outcome', ({ outcome }) => outcome],
  ['detail', ({ detail }) => detail],
  ['count', ({ count }) => count],
  ['id', ({ id }) => id],
  ['hash', ({ hash }) => hash],
];

async function* csvOf(batches: AsyncGenerator<AuditEntry[]>): AsyncGenerator<string> {
  yield `${UTF8_MARK}${COLUMNS.map(([header]) => header).join()}\r\n`;
  for await (const entries of batches) {
    yield entries.map((entry) => `${COLUMNS.map(([, value]) => csvField(value(entry))).join()}\r\n`).join('');
  }
}
