/** A piece of a sentence: plain words, or the name of something that has a page of its own. */
export interface Phrase {
  text: string;
  names: 'group' | 'topic' | null;
}

type Sayable = string | number | bigint | Phrase | readonly Phrase[];

/** The name of a group in a sentence. */
export const groupName = (text: string): Phrase => ({ text, names: 'group' });
/** The name of a topic in a sentence. */
export const topicName = (text: string): Phrase => ({ text, names: 'topic' });

/** A sentence of words and names: say`Topic ${topicName(name)} was deleted`. */
export function say(words: TemplateStringsArray, ...values: readonly Sayable[]): Phrase[] {
  const phrases: Phrase[] = [];
  words.forEach((text, index) => {
    append(phrases, text);
    const value = values[index];
    if (value !== undefined) append(phrases, value);
  });
  return phrases;
}

/** The sentence as plain text. */
export const textOf = (phrases: readonly Phrase[]): string => phrases.map(({ text }) => text).join('');

function append(phrases: Phrase[], value: Sayable): void {
  if (typeof value === 'object' && 'length' in value) {
    for (const phrase of value) append(phrases, phrase);
    return;
  }
  const phrase = typeof value === 'object' ? value : { text: String(value), names: null };
  if (phrase.text === '') return;
  const last = phrases.at(-1);
  if (last?.names === null && phrase.names === null)
    phrases[phrases.length - 1] = { ...last, text: last.text + phrase.text };
  else phrases.push(phrase);
}

const GROUPED = new Intl.NumberFormat('en-US');

/** A count with digits in groups: `1,204`. */
export const counted = (count: number | bigint): string => GROUPED.format(count);

/** `1 partition`, `41 partitions`. */
export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${counted(count)} ${count === 1 ? one : many}`;

/** `1`, `1 and 2`, `1, 2 and 3`; of more than `most` the first and how many more. */
export function listed(items: readonly (string | number)[], most = 3): string {
  const shown = items.slice(0, most).map(String);
  const more = items.length - shown.length;
  if (more > 0) return `${shown.join(', ')} and ${counted(more)} more`;
  const last = shown.pop() ?? '';
  return shown.length === 0 ? last : `${shown.join(', ')} and ${last}`;
}

/** `broker 1`, `brokers 1 and 2`. */
export const brokersNamed = (ids: readonly number[]): string =>
  `${ids.length === 1 ? 'broker' : 'brokers'} ${listed(ids)}`;
