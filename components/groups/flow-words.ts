import type { Phrase } from '#components/ui/answer.tsx';
import type { Flow, LagTrend } from '#lib/api/schemas/flow.ts';
import { formatPace, NO_VALUE } from '#lib/client/format-number.ts';
import { formatDuration } from '#lib/client/format-time.ts';

/** Whatever has a lag and moves: a group, one of its partitions, a group on a topic. */
export type Flowing = Flow & { lag: string | null };

/** Lag that is consumed in so long is what a healthy group has between two of its commits. */
const KEEPS_UP_SECONDS = 30;

/** What a lag that neither rises nor falls means. */
function keepsUp({ lag, consumeRate }: Flowing): boolean {
  return lag !== null && consumeRate !== null && Number(lag) <= consumeRate * KEEPS_UP_SECONDS;
}

/** Records per second that lag rises by; negative where it falls, null where that cannot be told. */
export function growthOf({ produceRate, consumeRate }: Flow): number | null {
  return produceRate === null || consumeRate === null ? null : produceRate - consumeRate;
}

/** When it will be gone, in a cell. */
export function drainWords(flowing: Flowing): { text: string; tone: 'danger' | 'plain' | 'quiet' } {
  const { lag, lagTrend, drainSeconds } = flowing;
  if (lag === null || lagTrend === null) return { text: NO_VALUE, tone: 'quiet' };
  if (lag === '0') return { text: 'caught up', tone: 'quiet' };
  if (drainSeconds !== null) return { text: formatDuration(drainSeconds * 1000), tone: 'plain' };
  if (lagTrend === 'growing' || lagTrend === 'stalled') return { text: 'never', tone: 'danger' };
  return { text: keepsUp(flowing) ? 'keeps up' : 'not falling', tone: 'quiet' };
}

/** Where the lag goes, after "80,112 messages behind": begins with a comma; nothing where it cannot be told. */
export function coursePhrases(flowing: Flowing): Phrase[] {
  const { lag, lagTrend, drainSeconds, consumeRate } = flowing;
  if (lag === null || lagTrend === null) return [];
  const growth = growthOf(flowing) ?? 0;
  if (lag === '0') return lagTrend === 'idle' ? [', idle'] : [`, consuming ${formatPace(consumeRate)}`];
  switch (lagTrend) {
    case 'growing':
      return [`, growing ${formatPace(growth)}; `, { key: 'drain', text: 'never drains at this rate', tone: 'danger' }];
    case 'draining':
      return [
        `, falling ${formatPace(-growth)}`,
        drainSeconds === null ? '' : `; drains in ${formatDuration(drainSeconds * 1000)}`,
      ];
    case 'stalled':
      return [
        growth > 0 ? `, growing ${formatPace(growth)}; ` : '; ',
        { key: 'drain', text: 'nothing is consumed', tone: 'danger' },
      ];
    default:
      return [keepsUp(flowing) ? ', keeping up' : ', steady and not falling'];
  }
}

/** The trend in a word, with what it means. */
export const LAG_TREND: Record<LagTrend, { word: string; meaning: string }> = {
  growing: { word: 'growing', meaning: 'More comes than is consumed.' },
  draining: { word: 'draining', meaning: 'More is consumed than comes.' },
  steady: { word: 'steady', meaning: 'As much is consumed as comes: lag neither rises nor falls.' },
  stalled: { word: 'stalled', meaning: 'There is lag and nothing is consumed.' },
  idle: { word: 'idle', meaning: 'No lag, and nothing comes.' },
};
