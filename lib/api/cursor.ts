import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { PageStart } from '#lib/views/keyset.ts';
import { ApiProblem } from './problem.ts';

const INT8 = /^-?\d{1,19}$/;
const int8Schema = z.string().refine((value) => INT8.test(value) && BigInt.asIntN(64, BigInt(value)) === BigInt(value));
const cursorSchema = z.tuple([
  z.literal(1),
  z.string(),
  z.array(int8Schema),
  z.string().refine((name) => !name.includes('\0')),
]);

/** What a cursor belongs to: the list, its sort, its search and its filters. */
export type CursorScope = Record<string, string | readonly string[]>;

/** The cursor of the page that begins after `position`. */
export function encodeCursor(scope: CursorScope, position: PageStart): string {
  const content: z.input<typeof cursorSchema> = [1, fingerprint(scope), [...position.keys], position.name];
  return Buffer.from(JSON.stringify(content)).toString('base64url');
}

/** The position in a cursor; throws CURSOR_INVALID when it is malformed or belongs to another list, sort or search. */
export function decodeCursor(scope: CursorScope, keys: number, cursor: string): PageStart {
  const parsed = cursorSchema.safeParse(parseJson(Buffer.from(cursor, 'base64url').toString()));
  if (!parsed.success) throw cursorInvalid('This is not a cursor of this API');
  const [, owner, values, name] = parsed.data;
  if (owner !== fingerprint(scope) || values.length !== keys) {
    throw cursorInvalid('This cursor belongs to another list, sort, search or filter');
  }
  return { keys: values, name };
}

function cursorInvalid(reason: string): ApiProblem {
  const message = 'must be the nextCursor of the page before, with the same sort, search and filters';
  return new ApiProblem('CURSOR_INVALID', `${reason}: leave out cursor to begin with the first page`, {
    errors: [{ parameter: 'cursor', message }],
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Not a secret: it only finds cursors that were used with other parameters by mistake. */
function fingerprint(scope: CursorScope): string {
  const sorted = Object.entries(scope).sort(([one], [other]) => (one < other ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('base64url').slice(0, 8);
}
