import type { Tone } from '#components/status/tone.ts';
import type { StatusShape } from '#components/ui/icon.tsx';
import type { TimelineEntry, ToldDestination } from '#lib/api/schemas/incident-timeline.ts';
import { formatCount, plural } from '#lib/client/format-number.ts';
import { resolutionWords } from './incident-words.ts';

export type ToldEntry = Extract<TimelineEntry, { kind: 'told' }>;

const EVENT_WORDS: Record<ToldEntry['event'], string> = {
  opened: 'Told',
  updated: 'Told once more',
  acknowledged: 'Told that somebody looks',
  resolved: 'Told that it is over',
};

/** The lines of a timeline: of what fired at once, without that its condition held first. */
export function shownEntries(timeline: readonly TimelineEntry[]): { entry: TimelineEntry; words: string }[] {
  const began = timeline.find(({ kind }) => kind === 'began');
  const isAtOnce = timeline.some(({ kind, at }) => kind === 'fired' && at === began?.at);
  return timeline
    .filter((entry) => !isAtOnce || entry !== began)
    .map((entry) => ({
      entry,
      words:
        isAtOnce && entry.kind === 'fired' ? 'The condition held: the incident opened at once.' : entryWords(entry),
    }));
}

/** One line of the timeline, without what follows of each destination. */
export function entryWords(entry: TimelineEntry): string {
  switch (entry.kind) {
    case 'began':
      return 'The condition held for the first time.';
    case 'fired':
      return 'It had held for as long as the rule asks: the incident opened.';
    case 'reopened':
      return 'It came back: the same incident goes on.';
    case 'data-lost':
      return `Unread records were deleted, of ${plural(entry.partitions, 'partition')} of ${entry.topic}.`;
    case 'acknowledged':
      return `${entry.by} acknowledged it${entry.note === null ? '.' : `: ${entry.note}`}`;
    case 'resolved':
      return `It was over: ${resolutionWords(entry) ?? 'recovered'}.`;
    case 'told':
      return toldWords(entry);
  }
}

/** "Told 2 destinations, together with 6 more incidents" */
function toldWords({ event, times, incidents, destinations }: ToldEntry): string {
  const whom = plural(destinations.length, 'destination');
  const often = times === 1 ? '' : `, ${formatCount(times)} times in all, the last time here`;
  const others = incidents === 1 ? '' : `, together with ${plural(incidents - 1, 'more incident')}`;
  const head = EVENT_WORDS[event];
  return `${head === 'Told' ? `Told ${whom}` : `${head}, ${whom}`}${often}${others}.`;
}

/** How it went with those that have no names for the reader: "1 arrived, 1 could not be delivered". */
export function unnamedWords(destinations: readonly ToldDestination[]): string {
  const count = (wanted: ToldDestination['state']) => destinations.filter(({ state }) => state === wanted).length;
  return (
    [
      [count('delivered'), 'arrived'],
      [count('waiting'), 'not delivered yet'],
      [count('parked'), 'could not be delivered'],
    ] as const
  )
    .filter(([number]) => number > 0)
    .map(([number, words]) => `${formatCount(number)} ${words}`)
    .join(', ');
}

const PLAIN = { tone: 'calm', shape: 'idle' } as const;
const DANGER = { tone: 'danger', shape: 'danger' } as const;

/** How much a line asks for a look. */
export function entryLook(entry: TimelineEntry): { tone: Tone; shape: StatusShape } {
  switch (entry.kind) {
    case 'fired':
    case 'reopened':
    case 'data-lost':
      return DANGER;
    case 'resolved':
      return { tone: 'ok', shape: 'ok' };
    case 'told':
      return toldLook(entry.destinations);
    default:
      return PLAIN;
  }
}

function toldLook(destinations: readonly ToldDestination[]): { tone: Tone; shape: StatusShape } {
  if (destinations.some(({ state }) => state === 'parked')) return DANGER;
  return destinations.some(({ state }) => state === 'waiting') ? { tone: 'warn', shape: 'moving' } : PLAIN;
}
