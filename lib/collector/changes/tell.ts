import { event } from '#lib/events/event.ts';
import type { ControllerNow, EventRecord, PollWrite } from '#lib/history/contract.ts';
import { brokerChanges } from './brokers.ts';
import { groupChanges } from './groups.ts';
import { partitionChanges } from './partitions.ts';
import { type AbsentTopics, topicChanges } from './topics.ts';

/** The rows of a poll, by which the next one is compared. */
export type ComparedRows = Pick<PollWrite, 'brokers' | 'topics' | 'groups'>;

/** What was told already: the next poll tells what is different from here on. */
export interface Told {
  /** Null before the first poll that saw something. */
  rows: ComparedRows | null;
  controller: ControllerNow | null;
  observedAtMs: number | null;
  reachable: boolean;
  absentTopics: AbsentTopics;
  /** Every group was listed once: whichever comes later is new. */
  groupsKnown: boolean;
}

export const nothingTold = (): Told => ({
  rows: null,
  controller: null,
  observedAtMs: null,
  reachable: true,
  absentTopics: new Map(),
  groupsKnown: false,
});

export interface Telling {
  told: Told;
  write: Omit<PollWrite, 'events'>;
  /** What only the judging of the poll could see: offsets and ends that went where they should not. */
  findings: EventRecord[];
  /** Every broker listed its groups. */
  listingComplete: boolean;
  nowMs: number;
  /** The poll before is a gap where it is longer ago than this. */
  threePollsMs: number;
}

/** Events of one poll; the rest is counted in one of them. */
const MOST_EVENTS = 100;
const ORDER = ['critical', 'warning', 'info'];

/** The events between the poll before and this one, the worst first, and what is told with them. Pure. */
export function tell(telling: Telling): { events: EventRecord[]; told: Told } {
  const { told, write, listingComplete, nowMs, threePollsMs } = telling;
  const { cluster, complete } = write;
  if (!cluster.reachable) {
    const reason = cluster.failures[0]?.message ?? null;
    const events = told.rows && told.reachable ? [event('cluster-unreachable', { reason })] : [];
    return { events, told: { ...told, reachable: false } };
  }
  const before = told.rows?.topics ?? [];
  const ofTopics = complete.topics
    ? topicChanges(before, write.topics, told.absentTopics)
    : { events: [], absent: told.absentTopics, rows: before, pairs: [] };
  const rows: ComparedRows = { brokers: write.brokers, topics: ofTopics.rows, groups: write.groups };
  const next: Told = {
    rows,
    controller: cluster.controller?.leaderId == null ? told.controller : cluster.controller,
    observedAtMs: nowMs,
    reachable: true,
    absentTopics: ofTopics.absent,
    groupsKnown: told.groupsKnown || listingComplete,
  };
  // Comparing begins with a poll that saw the topics too: all of them would seem new otherwise.
  if (told.rows === null) return { events: [], told: complete.topics ? next : told };

  const events = [
    ...(told.reachable ? [] : [event('cluster-back', {})]),
    ...brokerChanges(told.rows.brokers, rows.brokers),
    ...controllerChange(told.controller, cluster.controller),
    ...partitionChanges(ofTopics.pairs),
    ...ofTopics.events,
    ...groupChanges(told.rows.groups, rows.groups, { newcomersAreNew: told.groupsKnown }),
    ...telling.findings,
  ].sort((one, other) => ORDER.indexOf(one.severity) - ORDER.indexOf(other.severity));
  const isGap = told.observedAtMs !== null && nowMs - told.observedAtMs > threePollsMs;
  const gapSinceMs = isGap ? told.observedAtMs : null;
  return {
    events: bounded(events).map((one) => ({ ...one, gapSinceMs })),
    told: next,
  };
}

function controllerChange(before: ControllerNow | null, after: ControllerNow | null): EventRecord[] {
  const [from, to] = [before?.leaderId, after?.leaderId];
  if (from == null || to == null || from === to) return [];
  return [event('controller-changed', { from, to, epoch: after?.epoch ?? null })];
}

function bounded(events: EventRecord[]): EventRecord[] {
  if (events.length <= MOST_EVENTS) return events;
  const byKind: Record<string, number> = {};
  const rest = events.slice(MOST_EVENTS - 1);
  for (const { kind } of rest) byKind[kind] = (byKind[kind] ?? 0) + 1;
  return [...events.slice(0, MOST_EVENTS - 1), event('more-events', { count: rest.length, byKind })];
}
