import type { ChartMark } from '#components/charts/time-series-plot.tsx';
import type { Event } from '#lib/api/schemas/events.ts';
import { isDeploy } from './deploy.ts';

/** Events that stand so close on a chart that they share one mark. */
export interface EventMark {
  mark: ChartMark;
  /** The oldest first. */
  events: Event[];
}

/** Marks nearer to each other than this share of the range would cover one another. */
const NEAR = { wide: 0.02, narrow: 0.07 };
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** One mark for what happened at about one time, with letters in the order of time; events outside of the range have none. */
export function eventMarks(
  events: readonly Event[],
  { fromMs, toMs }: { fromMs: number; toMs: number },
  narrow: boolean,
): EventMark[] {
  const inRange = events
    .filter(({ at }) => Date.parse(at) >= fromMs && Date.parse(at) <= toMs)
    .toSorted((one, other) => Date.parse(one.at) - Date.parse(other.at));
  const nearMs = (narrow ? NEAR.narrow : NEAR.wide) * (toMs - fromMs);
  let groups = together(inRange, nearMs);
  // More marks than letters: whatever is nearer to each other is told together.
  if (groups.length > LETTERS.length) groups = together(inRange, (toMs - fromMs) / LETTERS.length);
  return groups.slice(-LETTERS.length).map((group, index) => ({
    mark: {
      letter: LETTERS.charAt(index),
      atMs: Date.parse(group[0]?.at ?? ''),
      tone: toneOf(group),
      words: group.map(({ title }) => title),
    },
    events: group,
  }));
}

function toneOf(group: readonly Event[]): ChartMark['tone'] {
  if (group.some(({ severity }) => severity === 'critical')) return 'danger';
  return group.some(isDeploy) ? 'accent' : 'plain';
}

/** Of events that share a mark the one that is told: the worst, else what people did, else the first. */
export const toldOf = (events: readonly Event[]): Event | undefined =>
  events.find(({ severity }) => severity === 'critical') ?? events.find(isDeploy) ?? events[0];

function together(events: readonly Event[], nearMs: number): Event[][] {
  const groups: Event[][] = [];
  for (const event of events) {
    const last = groups.at(-1);
    if (last && Date.parse(event.at) - Date.parse(last[0]?.at ?? '') < nearMs) last.push(event);
    else groups.push([event]);
  }
  return groups;
}
