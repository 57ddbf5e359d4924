import type { Incident } from '#lib/api/schemas/incidents.ts';
import type { Silence, SilenceInput } from '#lib/api/schemas/silences.ts';
import { patternOf } from '../pattern-of.ts';
import { labelText, listText, numberOf, numberText } from '../rules/rule-draft.ts';
import { labelsOf, listed, namesIn, patterns } from '../rules/rule-input.ts';
import { weeklyCron, weeklyOf } from './cron-words.ts';

export type Matchers = Silence['matchers'];

/** How long, from now on; `morning`: until 09:00, `other`: from and to instants that somebody gives. */
export type Length = '30m' | '1h' | '4h' | 'morning' | 'other';

/** A silence as the fields of the form have it: text where somebody types. */
export interface SilenceDraft {
  /** What it was begun with: names may have commas in them, so what nobody touched is not read back from its text. */
  begun: Matchers;
  everywhere: boolean;
  groups: string;
  notGroups: string;
  topics: string;
  notTopics: string;
  /** Ids. */
  brokers: string;
  rules: string;
  notRules: string;
  severities: readonly Incident['rule']['severity'][];
  labels: string;
  kind: 'once' | 'weekly' | 'cron';
  length: Length;
  /** As a datetime-local field has it; empty: now. */
  from: string;
  until: string;
  /** Of the week; 0 is Sunday. */
  days: readonly number[];
  /** `02:00`. */
  at: string;
  cron: string;
  hours: string;
  timeZone: string;
  /** When a window comes for the last time, as a datetime-local field has it; empty: for ever. */
  lastUntil: string;
  comment: string;
}

const HOUR_MS = 3_600_000;
const LENGTHS_MS = { '30m': HOUR_MS / 2, '1h': HOUR_MS, '4h': 4 * HOUR_MS };
const MORNING_H = 9;
/** Before that hour the next morning is that of the same day. */
const NIGHT_ENDS_H = 5;

const ANY = { include: ['*'], exclude: [] };
const EVERYTHING: Matchers = { groups: ANY, topics: ANY, brokers: [], rules: ANY, severities: [], labels: {} };

const SATURDAY = 6;

/** A draft that begins with incidents of some kind, without any with all of them. */
export function draftOver(matchers: Partial<Matchers>, timeZone: string): SilenceDraft {
  const begun = { ...EVERYTHING, ...matchers };
  return {
    begun,
    everywhere: false,
    groups: includeText(begun.groups),
    notGroups: listText(begun.groups.exclude),
    topics: includeText(begun.topics),
    notTopics: listText(begun.topics.exclude),
    brokers: listText(begun.brokers.map(String)),
    rules: includeText(begun.rules),
    notRules: listText(begun.rules.exclude),
    severities: begun.severities,
    labels: labelText(begun.labels),
    kind: 'once',
    length: '1h',
    from: '',
    until: '',
    days: [SATURDAY],
    at: '02:00',
    cron: '',
    hours: '3',
    timeZone,
    lastUntil: '',
    comment: '',
  };
}

/** A draft like a silence that is there, to be made once more: all but when it ends. */
export function draftLike({ matchers, cluster, recurrence, comment }: Silence, timeZone: string): SilenceDraft {
  const draft = { ...draftOver(matchers, timeZone), everywhere: cluster === null, comment };
  if (recurrence === null) return draft;
  const weekly = weeklyOf(recurrence.cron);
  return {
    ...draft,
    ...(weekly ?? { cron: recurrence.cron }),
    kind: weekly === null ? 'cron' : 'weekly',
    hours: numberText(recurrence.minutes / 60),
    timeZone: recurrence.timeZone,
  };
}

/** What is all stands in no field. */
const includeText = ({ include }: Matchers['groups']): string => (include.join() === '*' ? '' : listText(include));

/** One name, and no other. */
export const only = (name: string): Matchers['groups'] => ({ include: [patternOf(name)], exclude: [] });

/** What of an incident a silence begins with: its group, topic or broker, and its rule. */
export function matchersOf({ group, topic, broker, rule }: Incident): Partial<Matchers> {
  return {
    ...(group === null ? {} : { groups: only(group) }),
    ...(topic === null ? {} : { topics: only(topic) }),
    ...(broker === null ? {} : { brokers: [broker] }),
    rules: only(rule.name),
  };
}

/** What the API is asked about a silence while it is planned. */
export const silenceCheck = (draft: SilenceDraft, cluster: string) => ({
  cluster: draft.everywhere ? null : cluster,
  matchers: matchersIn(draft),
});

/** What the API is asked for at an instant. What is missing goes as it is: the API says at the field what is wrong with it. */
export function silenceInput(draft: SilenceDraft, cluster: string, now: number) {
  return {
    ...silenceCheck(draft, cluster),
    comment: draft.comment,
    ...timesOf(draft, now),
  } satisfies SilenceInput;
}

function matchersIn({ begun, ...draft }: SilenceDraft): Matchers {
  return {
    groups: {
      include: patterns(draft.groups, begun.groups.include),
      exclude: listed(draft.notGroups, begun.groups.exclude),
    },
    topics: {
      include: patterns(draft.topics, begun.topics.include),
      exclude: listed(draft.notTopics, begun.topics.exclude),
    },
    brokers: brokersIn(draft.brokers),
    rules: {
      include: patterns(draft.rules, begun.rules.include),
      exclude: listed(draft.notRules, begun.rules.exclude),
    },
    severities: [...draft.severities],
    labels: labelsOf(draft.labels, begun.labels),
  };
}

/** Ids, each once. What is none goes as it is: the API says so. */
const brokersIn = (text: string): number[] => [...new Set(namesIn(text).map(Number))];

function timesOf(draft: SilenceDraft, now: number) {
  if (draft.kind === 'once') return { ...onceOf(draft, now), recurrence: null };
  const recurrence = {
    cron: draft.kind === 'weekly' ? weeklyCron(draft) : draft.cron,
    minutes: Math.round(numberOf(draft.hours) * 60),
    timeZone: draft.timeZone.trim(),
  };
  return { startsAt: null, endsAt: instantIn(draft.lastUntil), recurrence };
}

function onceOf({ length, from, until }: SilenceDraft, now: number) {
  if (length === 'other') return { startsAt: instantIn(from), endsAt: instantIn(until) };
  const endMs = length === 'morning' ? morningAfter(now) : now + LENGTHS_MS[length];
  return { startsAt: null, endsAt: new Date(endMs).toISOString() };
}

/** The instant that a datetime-local field holds, by the clock of the reader; null where it holds none. */
function instantIn(text: string): string | null {
  const atMs = new Date(text).getTime();
  return Number.isNaN(atMs) ? null : new Date(atMs).toISOString();
}

/** When work begins again, by the clock of the reader: at 09:00 of the next day, in the night of the same. */
export function morningAfter(now: number): number {
  const at = new Date(now);
  if (at.getHours() >= NIGHT_ENDS_H) at.setDate(at.getDate() + 1);
  return at.setHours(MORNING_H, 0, 0, 0);
}

/** True where something is set that most silences leave as it is. */
export const isNarrowed = (draft: SilenceDraft): boolean =>
  draft.severities.length > 0 ||
  [draft.topics, draft.brokers, draft.labels, draft.notGroups, draft.notTopics, draft.notRules].some(
    (text) => text !== '',
  );

/** Nothing says yet which incidents are meant. */
export const isEmpty = (draft: SilenceDraft): boolean =>
  !isNarrowed(draft) && [draft.groups, draft.rules].every((text) => text === '');
