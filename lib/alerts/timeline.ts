import type { NoticeEvent } from '#lib/notify/notice.ts';
import type { Resolution } from './incident.ts';

/** What one destination was told, or is to be. */
export interface ToldDestination {
  name: string;
  state: 'waiting' | 'delivered' | 'parked';
  /** When it arrived, or was given up. */
  settledAt: Date | null;
  /** When it is tried next; null unless it waits. */
  nextAt: Date | null;
  attempts: number;
  /** Why it is parked, or has not arrived yet. */
  reason: string | null;
}

/** One notice of the incident, to one destination. */
export interface Telling {
  /** Instant of what it tells. */
  at: Date;
  event: NoticeEvent;
  /** How many incidents it was about. */
  incidents: number;
  /** Who acknowledged, of an `acknowledged`. */
  by: string | null;
  /** Why the incident ended, of a `resolved`. */
  resolution: Resolution | null;
  destination: ToldDestination;
}

/** Partitions of the group of which unread records were seen to be gone. */
export interface LossSeen {
  at: Date;
  topic: string;
  partitions: number;
}

/** One line of what became of an incident. */
export type TimelineEntry =
  | { kind: 'began' | 'fired' | 'reopened'; at: Date }
  | { kind: 'data-lost'; at: Date; topic: string; partitions: number }
  | { kind: 'acknowledged'; at: Date; by: string; note: string | null }
  | { kind: 'resolved'; at: Date; resolution: Resolution }
  | {
      kind: 'told';
      at: Date;
      event: NoticeEvent;
      /** How often it was said so in a row; the destinations are those of the last time. */
      times: number;
      incidents: number;
      destinations: ToldDestination[];
    };

/** What of an incident its timeline is made of. */
export interface TimelineSource {
  since: Date;
  openedAt: Date;
  resolvedAt: Date | null;
  resolution: Resolution | null;
  ackedAt: Date | null;
  ackedBy: string | null;
  ackNote: string | null;
}

/** What comes first of one instant. */
const ORDER: Record<TimelineEntry['kind'], number> = {
  began: 0,
  fired: 1,
  reopened: 1,
  'data-lost': 2,
  acknowledged: 3,
  resolved: 4,
  told: 5,
};

/**
 * What became of an incident, the first before the rest. Of the times that it ended and came back before the last one the incident
 * itself knows nothing any more: they are those that were told. `isOwn` false: it is told together with others, whose story is not
 * its own.
 */
export function timelineOf(
  incident: TimelineSource,
  told: readonly Telling[],
  { losses, isOwn }: { losses: readonly LossSeen[]; isOwn: boolean },
): TimelineEntry[] {
  const tellings = told
    // A storm may be older than what joined it.
    .filter(({ at }) => at >= incident.openedAt)
    .toSorted((one, other) => one.at.getTime() - other.at.getTime());
  const entries: TimelineEntry[] = [
    { kind: 'began', at: incident.since },
    { kind: 'fired', at: incident.openedAt },
    ...losses.map((loss) => ({ kind: 'data-lost' as const, ...loss })),
    ...(isOwn ? before(incident, tellings) : []),
    ...acknowledged(incident),
    ...resolved(incident),
    ...toldEntries(tellings),
  ];
  return entries.toSorted((one, other) => one.at.getTime() - other.at.getTime() || ORDER[one.kind] - ORDER[other.kind]);
}

const resolved = ({ resolvedAt, resolution }: TimelineSource): TimelineEntry[] =>
  resolvedAt === null ? [] : [{ kind: 'resolved', at: resolvedAt, resolution: resolution ?? 'recovered' }];

const acknowledged = ({ ackedAt, ackedBy, ackNote }: TimelineSource): TimelineEntry[] =>
  ackedAt === null ? [] : [{ kind: 'acknowledged', at: ackedAt, by: ackedBy ?? 'somebody', note: ackNote }];

/** How it ended, came back and was acknowledged before the time that the incident itself tells of. */
function before(incident: TimelineSource, tellings: readonly Telling[]): TimelineEntry[] {
  const entries: TimelineEntry[] = [];
  let isOver = false;
  for (const { event, at, by, resolution } of new Map(tellings.map((one) => [keyOf(one), one])).values()) {
    if (event === 'opened' && isOver) entries.push({ kind: 'reopened', at });
    if (event === 'resolved' && at.getTime() !== incident.resolvedAt?.getTime()) {
      entries.push({ kind: 'resolved', at, resolution: resolution ?? 'recovered' });
    }
    if (event === 'acknowledged' && at.getTime() !== incident.ackedAt?.getTime()) {
      entries.push({ kind: 'acknowledged', at, by: by ?? 'somebody', note: null });
    }
    isOver = event === 'resolved' || (isOver && event !== 'opened');
  }
  return entries;
}

const keyOf = ({ event, at }: Telling): string => `${event} ${at.getTime()}`;

/** One entry for all destinations that were told the same; what was said again and again in a row is one. */
function toldEntries(tellings: readonly Telling[]): TimelineEntry[] {
  const entries: Extract<TimelineEntry, { kind: 'told' }>[] = [];
  for (const [first, ...more] of Map.groupBy(tellings, keyOf).values()) {
    if (first === undefined) continue;
    const { at, event, incidents } = first;
    const destinations = [first, ...more].map(({ destination }) => destination);
    const last = entries.at(-1);
    const isAgain = event === 'updated' && last?.event === 'updated';
    if (isAgain) entries.pop();
    entries.push({ kind: 'told', at, event, times: isAgain ? last.times + 1 : 1, incidents, destinations });
  }
  return entries;
}
