import type { Phrase } from '#components/ui/answer.tsx';
import type { Storage } from '#lib/api/schemas/settings.ts';
import { formatBytes, plural } from '#lib/client/format-number.ts';

type Family = Storage['families'][number]['family'];

export const FAMILY_WORDS: Record<Family, { name: string; what: string; setting: string | null }> = {
  polls: { name: 'Polls under way', what: 'until their hour is sealed', setting: null },
  chunks: { name: 'Every poll', what: 'sealed and packed, by the day', setting: 'TIDEMARK_HISTORY_RAW' },
  hours: { name: 'Hours', what: 'minimum, mean and maximum, by the month', setting: 'TIDEMARK_HISTORY_HOURS' },
  events: { name: 'Events', what: 'by the month', setting: 'TIDEMARK_HISTORY_EVENTS' },
  bookkeeping: { name: 'Bookkeeping', what: 'which hours are sealed, and what lies where', setting: null },
};

/** From this share of the budget on it is worth a word. */
const NEARLY = 0.9;

/** Whether the history fits its budget. */
export function storageAnswer({ bytes, budgetBytes }: Storage): Phrase[] {
  const share = bytes / budgetBytes;
  const of = `${formatBytes(Math.round(bytes))} of its ${formatBytes(Math.round(budgetBytes))}`;
  if (share > 1) {
    return ['The history takes ', { key: 'bytes', text: of, tone: 'warn' }, ': the oldest of it is given up first.'];
  }
  if (share < NEARLY) return [`The history takes ${of}.`];
  return [
    'The history takes ',
    { key: 'bytes', text: of, tone: 'warn' },
    ': beyond that the oldest of it is given up first.',
  ];
}

/** How the stored secrets stand, as a sentence, and whether that is bad. */
export function secretsSentence({ present, missing, ofBefore, rightKey }: Storage['secrets']): {
  text: string;
  tone: 'ok' | 'warn' | 'danger';
} {
  if (missing.length > 0) {
    return {
      text: `${plural(missing.length, 'stored secret')} cannot be opened, and ${missing.length === 1 ? 'is' : 'are'} treated as missing.`,
      tone: 'danger',
    };
  }
  if (rightKey === false) {
    return { text: 'The key of this process is not the one that others on this database use.', tone: 'danger' };
  }
  if (ofBefore > 0) {
    return {
      text: `${ofBefore} of ${plural(present, 'stored secret')} ${ofBefore === 1 ? 'is' : 'are'} still sealed with the key of before.`,
      tone: 'warn',
    };
  }
  return {
    text: present === 0 ? 'No secret is stored yet.' : `${plural(present, 'stored secret')} can be opened.`,
    tone: 'ok',
  };
}
