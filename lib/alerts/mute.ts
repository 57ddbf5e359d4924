import type { Inhibition } from './inhibition.ts';
import { isOver, type Silenceable } from './is-over.ts';
import { inForceUntilMs, type Silence } from './silence.ts';

/** Why nobody is told of an incident now. */
export interface Mute {
  by: 'silence' | 'maintenance' | 'inhibition';
  /** Of the silence; null of an inhibition. */
  id: string | null;
  /** The comment of the silence, or what explains the incident. */
  why: string;
  /** Null: as long as what explains it lasts, or for ever. */
  untilMs: number | null;
}

/** What may mute incidents in one poll. */
export interface Mutes {
  /** Those in force. */
  silences: readonly Silence[];
  inhibition: Inhibition | null;
}

interface Mutable extends Silenceable {
  /** It fires because nothing can be read of it. */
  isNoData: boolean;
}

/** What mutes an incident at that instant: of several silences the one that lasts longest; null where nothing does. */
export function muteOf(incident: Mutable, { silences, inhibition }: Mutes, atMs: number): Mute | null {
  let longest: Mute | null = null;
  let longestMs = Number.NEGATIVE_INFINITY;
  for (const silence of silences) {
    const untilMs = inForceUntilMs(silence, atMs);
    if (untilMs === null || untilMs <= longestMs || !isOver(silence, incident)) continue;
    longestMs = untilMs;
    longest = {
      by: silence.recurrence === null ? 'silence' : 'maintenance',
      id: silence.id,
      why: silence.comment,
      untilMs: Number.isFinite(untilMs) ? untilMs : null,
    };
  }
  if (longest !== null || inhibition === null || !incident.isNoData) return longest;
  return { by: 'inhibition', id: null, why: `${inhibition.why} ("${inhibition.rule}" tells of that)`, untilMs: null };
}
