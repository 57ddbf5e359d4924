import type { Notice } from '../notice.ts';
import { filledIn } from '../template.ts';
import { clipped, oneLine } from './fitting.ts';

/** How somebody wants a destination to be told; what is left out is told as usual. */
export interface Templates {
  title?: string | undefined;
  text?: string | undefined;
}

const MOST_TITLE = 1_000;

/** The title of a notice, on one line. */
export const titleFor = (notice: Notice, { title }: Templates, usual: string): string =>
  (title === undefined ? '' : clipped(oneLine(filledIn(title, notice)), MOST_TITLE)) || usual;

/** The text of a notice in lines, together of at most so many characters. What a template has is text in every channel, too. */
export function linesFor(notice: Notice, { text }: Templates, usual: readonly string[], most: number): string[] {
  if (text === undefined) return [...usual];
  const lines = clipped(filledIn(text, notice), most).split('\n').map(oneLine);
  return lines.some((line) => line !== '') ? lines : [...usual];
}
