import { RE2JS, RE2JSSyntaxException } from 're2js';

/** A pattern that names can be held against, or why it is none, as it follows the name of its field. */
export type ParsedPattern =
  | { ok: true; size: number; matches: (name: string) => boolean }
  | { ok: false; size: number; error: string };

/** In instructions. As it is written an expression has no more of them than characters: larger is only what repeats. */
const LARGEST = 500;

/**
 * A regular expression, searched for anywhere in a name. RE2 reads each character once, wherever it may lead: its time is at most the
 * size of the expression times the length of the name. What only going back can tell it does not know.
 */
export function parseExpression(source: string): ParsedPattern {
  if (source === '') return refused('is an empty regular expression: * is all');
  try {
    const compiled = RE2JS.compile(source);
    const size = compiled.programSize();
    if (size > LARGEST) return refused('is too large once its repetitions are written out: repeat less in {}', size);
    // Not `test`: it keeps states in up to 8 MB, and among names that are all different makes a new one for nearly every character.
    return { ok: true, size, matches: (name) => compiled.matcher(name).find() };
  } catch (error) {
    return refused(whyNot(error));
  }
}

const refused = (error: string, size = 0): ParsedPattern => ({ ok: false, size, error });

const LOOK_AROUND = /^\(\?<?[=!]/;
const BACK_REFERENCE = /^\\[1-9k]/;

/** What is wrong with an expression, in words that say what to do. */
function whyNot(error: unknown): string {
  if (!(error instanceof RE2JSSyntaxException)) return 'is no regular expression that can be read: write a simpler one';
  const what = error.getDescription();
  const where = error.getPattern();
  if (where === null) return `is no regular expression: ${what}`;
  const [look] = LOOK_AROUND.exec(where) ?? [];
  if (look !== undefined) return `must not look ahead or behind with ${look}: list what is not meant under exclude`;
  if (BACK_REFERENCE.test(where)) return `must not refer back with ${where}: write out what is meant`;
  if (what === 'invalid repeat count') {
    return `is no regular expression: ${where} repeats more than 1,000 times in all, or from more to less`;
  }
  return `is no regular expression: ${what}: ${where}`;
}
