/** A piece of a name: as it is written, or what stands for something that cannot be seen. */
export interface NamePart {
  text: string;
  escaped: boolean;
}

/** What stands for an empty name: a group id and a client id may be empty. */
const EMPTY = '(empty id)';

/**
 * Characters that show nothing, or change how the rest is shown: controls, marks of direction and format, other blanks
 * than the space, halves of characters. Kafka takes any of them in group, client and member ids.
 */
const UNSEEN = String.raw`[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]|(?! )\p{Zs}`;
/** A page drops a space at either end and draws several as one. */
const LOST_SPACES = '^ +| +$| {2,}';

const ESCAPED_IN_NAMES = new RegExp(`${LOST_SPACES}|${UNSEEN}`, 'gu');
const ESCAPED_IN_LINES = new RegExp(UNSEEN, 'gu');

/** The sign for the space is one that the pages' font has. */
const SHORT: Record<string, string> = { ' ': '␣', '\t': String.raw`\t`, '\n': String.raw`\n`, '\r': String.raw`\r` };

/** The name in pieces, so that what was escaped can be drawn apart: a name may also be written like an escape. */
export function nameParts(name: string): NamePart[] {
  if (name === '') return [{ text: EMPTY, escaped: true }];
  const parts: NamePart[] = [];
  let done = 0;
  for (const { 0: match, index } of name.matchAll(ESCAPED_IN_NAMES)) {
    if (index > done) parts.push({ text: name.slice(done, index), escaped: false });
    const text = escaped(match);
    const before = parts.at(-1);
    if (before?.escaped) before.text += text;
    else parts.push({ text, escaped: true });
    done = index + match.length;
  }
  if (done < name.length) parts.push({ text: name.slice(done), escaped: false });
  return parts;
}

/** The name with nothing in it that cannot be seen: for titles, file names and what is read out. */
export function readableName(name: string): string {
  return nameParts(name)
    .map(({ text }) => text)
    .join('');
}

/** The text on one line, its spaces as they are: for what is copied. */
export function onOneLine(text: string): string {
  return text.replaceAll(ESCAPED_IN_LINES, escaped);
}

function escaped(match: string): string {
  return Array.from(match, (char) => SHORT[char] ?? codePoint(char)).join('');
}

/** `\u202E`, and `\u{E0041}` past four digits. */
function codePoint(char: string): string {
  const hex = (char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return hex.length === 4 ? `\\u${hex}` : `\\u{${hex}}`;
}
