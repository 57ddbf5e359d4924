import type { z } from 'zod';
import type { Phrase } from './phrase.ts';

/** How much it matters: for the record, worth a look, or data or service is at stake. */
export const EVENT_SEVERITIES = ['info', 'warning', 'critical'] as const;
export type EventSeverity = (typeof EVENT_SEVERITIES)[number];

/** What an event is about: it is found by each of these. */
export interface EventSubjects {
  groups?: readonly string[];
  topics?: readonly string[];
  brokers?: readonly number[];
}

/** A kind of event: what is stored of it, how much it matters, by what it is found, and how it is told. */
export interface EventKind<Data> {
  data: z.ZodType<Data>;
  severity: EventSeverity | ((data: Data) => EventSeverity);
  subjects: (data: Data) => EventSubjects;
  words: (data: Data) => Phrase[];
}

/** A kind whose types are those of its data. */
export const defineKind = <Data>(kind: EventKind<Data>): EventKind<Data> => kind;
