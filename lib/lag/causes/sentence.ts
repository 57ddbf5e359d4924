/** A piece of a sentence: plain words, the name of something, or an instant, which its reader's clock shows. */
export type Part =
  | { kind: 'words'; text: string }
  | { kind: 'topic' | 'member'; text: string }
  | { kind: 'instant'; atMs: number };

type Sayable = string | number | Part | readonly Part[];

/** The name of a topic in a sentence. */
export const topicName = (text: string): Part => ({ kind: 'topic', text });
/** The name of a member, by its client or instance id, in a sentence. */
export const memberName = (text: string): Part => ({ kind: 'member', text });
/** An instant in a sentence. */
export const instant = (atMs: number): Part => ({ kind: 'instant', atMs });

/** A sentence of words, names and instants: say`No members since ${instant(sinceMs)}`. */
export function say(words: TemplateStringsArray, ...values: readonly Sayable[]): Part[] {
  const parts: Part[] = [];
  words.forEach((text, index) => {
    append(parts, text);
    const value = values[index];
    if (value !== undefined) append(parts, value);
  });
  return parts;
}

/** The sentence as plain text; instants in UTC. */
export const textOf = (parts: readonly Part[]): string =>
  parts.map((part) => (part.kind === 'instant' ? utc(part.atMs) : part.text)).join('');

function append(parts: Part[], value: Sayable): void {
  if (typeof value === 'object' && 'length' in value) {
    for (const part of value) append(parts, part);
    return;
  }
  const part: Part = typeof value === 'object' ? value : { kind: 'words', text: String(value) };
  const last = parts.at(-1);
  if (part.kind !== 'words') parts.push(part);
  else if (last?.kind === 'words') parts[parts.length - 1] = { kind: 'words', text: last.text + part.text };
  else if (part.text !== '') parts.push(part);
}

function utc(atMs: number): string {
  const iso = new Date(atMs).toISOString();
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;
}
