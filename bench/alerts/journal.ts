import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';

/** What one group was made to do on one of its topics: its commit was moved so far behind the end that rules fire, or to the end. */
const moveEntry = z.object({
  kind: z.literal('move'),
  level: z.enum(['single', 'storm']),
  group: z.string(),
  isUp: z.boolean(),
  /** Before the commit was sent, and when it was taken. */
  fromMs: z.number(),
  byMs: z.number(),
});
export type Move = z.infer<typeof moveEntry>;

/** A request that a destination got. */
const noticeEntry = z.object({
  kind: z.literal('notice'),
  destination: z.string(),
  /** The same for every attempt. */
  deliveryId: z.string(),
  noticeId: z.string(),
  event: z.enum(['opened', 'updated', 'acknowledged', 'resolved']),
  rule: z.string(),
  /** Instant of the poll that it tells of. */
  atMs: z.number(),
  arrivedMs: z.number(),
  /** It was answered with a yes. */
  isTaken: z.boolean(),
  incidentCount: z.int(),
  /** Those listed. */
  incidents: z.array(z.object({ id: z.string(), group: z.string().nullable() })),
});
export type ArrivedNotice = z.infer<typeof noticeEntry>;

const entrySchema = z.discriminatedUnion('kind', [
  moveEntry,
  noticeEntry,
  z.object({ kind: z.literal('kill'), atMs: z.number(), processes: z.array(z.string()) }),
  /** From here on something is killed or away; until the next `calm`. */
  z.object({ kind: z.literal('trouble'), atMs: z.number() }),
  z.object({ kind: z.literal('calm'), atMs: z.number() }),
  /** A part of the run that is not to be done again. */
  z.object({ kind: z.literal('done'), part: z.string(), atMs: z.number() }),
  /** What was parked, or waits, otherwise than it should before the destinations were mended. */
  z.object({ kind: z.literal('filed'), misfiled: z.int() }),
  z.object({ kind: z.literal('judging'), figures: z.record(z.string(), z.number()) }),
  /** Where consoles and destinations listen: it must be the same after an interruption. */
  z.object({ kind: z.literal('ports'), ports: z.array(z.int()) }),
  /** What the destinations are called by the console. */
  z.object({ kind: z.literal('ids'), ids: z.record(z.string(), z.string()) }),
]);
export type Entry = z.infer<typeof entrySchema>;

/**
 * All that happened in a run, in order: the truth that the console is held against. With a file it is written down line by line
 * before anything else is done about it, so that a run that was interrupted goes on.
 */
export class Journal {
  readonly entries: Entry[];
  readonly #file: string | null;

  constructor(file: string | null) {
    this.#file = file;
    this.entries = file !== null && existsSync(file) ? read(file) : [];
  }

  add(entry: Entry): void {
    if (this.#file !== null) appendFileSync(this.#file, `${JSON.stringify(entry)}\n`);
    this.entries.push(entry);
  }

  of<Kind extends Entry['kind']>(kind: Kind): Extract<Entry, { kind: Kind }>[] {
    return this.entries.filter((entry): entry is Extract<Entry, { kind: Kind }> => entry.kind === kind);
  }

  /** When a part was done; null while it was not. */
  doneAtMs(part: string): number | null {
    return this.of('done').find((entry) => entry.part === part)?.atMs ?? null;
  }

  done(part: string): void {
    this.add({ kind: 'done', part, atMs: Date.now() });
  }
}

/** A last line that was cut off is not there. */
function read(file: string): Entry[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => entrySchema.parse(JSON.parse(line)));
}
