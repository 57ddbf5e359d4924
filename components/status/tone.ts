import type { StatusShape } from '#components/ui/icon.tsx';

/** How much a status matters: danger and warn ask for a look, unknown says that we cannot tell, calm and ok do not. */
export type Tone = 'danger' | 'warn' | 'unknown' | 'calm' | 'ok';

/** What a status looks like and is called: a shape, a word and a colour, always the three. */
export interface StatusLook {
  tone: Tone;
  shape: StatusShape;
  word: string;
  /** One sentence: what it means. */
  meaning: string;
}

/** Text colour by tone. */
export const TONE_INK: Record<Tone, string> = {
  danger: 'text-danger',
  warn: 'text-warn',
  unknown: 'text-unknown',
  calm: 'text-calm',
  ok: 'text-ok',
};

/** Soft fill by tone, under its text colour. */
export const TONE_FILL: Record<Tone, string> = {
  danger: 'bg-danger-soft',
  warn: 'bg-warn-soft',
  unknown: 'bg-unknown-soft',
  calm: 'bg-calm-soft',
  ok: 'bg-ok-soft',
};
