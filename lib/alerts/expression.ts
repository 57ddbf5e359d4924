import { RE2JS, RE2JSSyntaxException } from 're2js';
import { expressionPrice } from './expression-price.ts';

/**
 * A pattern that names can be held against, or why it is none, as it follows the name of its field. `price` is in steps: an instruction
 * that RE2 may be at with a character of a name, about 30 ns each, or what compiling takes as long for as for some; 0 of a glob.
 */
export type ParsedPattern =
  | { ok: true; price: number; matches: (name: string) => boolean }
  | { ok: false; price: number; error: string };

/** In steps. Worst of all names it is 100 us for one of 20 characters, and 4 ms to compile. */
const LARGEST = 150;
/** Of an expression that is hardly there: each is a call for every name. */
const SMALLEST = 10;

/**
 * A regular expression, searched for anywhere in a name. RE2 reads each character once, wherever it may lead: its time is at most the
 * size of the expression times the length of the name. What only going back can tell it does not know.
 */
export function parseExpression(source: string): ParsedPattern {
  if (source === '') return refused('is an empty regular expression: * is all');
  // Before it is compiled, as that takes long itself.
  const told = expressionPrice(source);
  if (told > LARGEST) return refused(tooLarge(told), told);
  try {
    const compiled = RE2JS.compile(source);
    const price = Math.max(SMALLEST, told, compiled.programSize());
    if (price > LARGEST) return refused(tooLarge(price), price);
    // Not `test`: it keeps states in up to 8 MB, and among names that are all different makes a new one for nearly every character.
    return { ok: true, price, matches: (name) => compiled.matcher(name).find() };
  } catch (error) {
    return refused(whyNot(error));
  }
}

const refused = (error: string, price = 0): ParsedPattern => ({ ok: false, price, error });

const tooLarge = (price: number): string =>
  `is too large (${price.toLocaleString('en-US')} steps with its repetitions written out, ${LARGEST} at most): repeat less in {}, or list what it is made of as several patterns`;

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
