import type { Phrase } from '#components/ui/answer.tsx';
import type { ClusterRow } from '#lib/api/schemas/clusters.ts';
import { dataAge } from '#lib/client/data-age.ts';
import { formatTime } from '#lib/client/format-time.ts';
import { refusalToStore } from './failures.ts';

/** What is known of a cluster beside what a page shows of it. */
export interface ClusterOfPage {
  name: string;
  /** Its row in the list of clusters; null until that is here. */
  row: ClusterRow | null;
  /** False when the console's own server does not answer. */
  answering: boolean;
}

/**
 * What may be said of what a page shows: live; late, so only with its time; gone, no broker answers, so what is shown is
 * the last of it; never, nothing was ever read.
 */
export type Standing = 'live' | 'late' | 'gone' | 'never';

/** How what was observed at `observedAt` stands now. */
export function standingOf({ row, answering }: ClusterOfPage, observedAt: string | null, now: number): Standing {
  if (observedAt === null) return 'never';
  if (!answering) return 'late';
  if (row === null) return 'live';
  if (!row.reachable) return 'gone';
  return dataAge({ ...row, observedAt }, now, true).freshness === 'live' ? 'live' : 'late';
}

/** What a page answers from what it shows. */
export interface ShownAnswer {
  observedAt: string | null;
  phrases: readonly Phrase[];
  /** What still tells something when no broker answers; without it the reader is sent to what is below. */
  whenGone?: readonly Phrase[];
}

/** The answer, with its time unless it is live, and nothing of it where nothing was ever read. */
export function asLastRead(answer: ShownAnswer, cluster: ClusterOfPage, now: number): Phrase[] {
  const { observedAt, phrases, whenGone } = answer;
  const at = `as last read at ${formatTime(observedAt, now)}: `;
  switch (standingOf(cluster, observedAt, now)) {
    case 'never':
      return notReadYet(cluster);
    case 'live':
      return [...phrases];
    case 'late':
      return [capitalised(at), ...continued(phrases)];
    case 'gone': {
      const gone: Phrase = { key: 'gone', text: `No broker of ${cluster.name} answers`, tone: 'danger' };
      return whenGone ? [gone, '; ', at, ...continued(whenGone)] : [gone, '; below is what was last read.'];
    }
  }
}

/** Why nothing can be said of a cluster that was never read. */
function notReadYet({ name, row }: ClusterOfPage): Phrase[] {
  if (row?.reachable === false) {
    return [{ key: 'gone', text: `No broker of ${name} answers`, tone: 'danger' }, ', and none did before.'];
  }
  if (refusalToStore(row?.failures ?? [])) return [`No poll of ${name} could be stored yet.`];
  return [`${name} has not been read yet.`];
}

function continued([first, ...rest]: readonly Phrase[]): Phrase[] {
  if (first === undefined) return [];
  // A name keeps its letters.
  if (typeof first !== 'string') return [first.name ? first : { ...first, text: lowered(first.text) }, ...rest];
  return [lowered(first), ...rest];
}

function lowered(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
