import { explanationOf, type Inhibition } from './inhibition.ts';
import { isOver, type Silenceable } from './is-over.ts';
import { matchesInTime } from './patterns.ts';
import { inForceUntilMs, type Silence } from './silence.ts';
import type { Unread } from './unread.ts';

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

/** A silence that is in force, and until when. */
export interface SilenceInForce {
  silence: Silence;
  /** Infinity: for ever. */
  untilMs: number;
}

/** What may mute incidents in one poll. */
export interface Mutes {
  silences: readonly SilenceInForce[];
  inhibition: Inhibition | null;
}

interface Mutable extends Silenceable {
  /** Why nothing can be read of it now, where it fires for that; null where it fires for something else. */
  unread: Unread | null;
}

/** Those of these that are in force at that instant: asked once for a poll, as windows are not cheap to find. */
export function silencesInForce(silences: readonly Silence[], atMs: number): SilenceInForce[] {
  return silences.flatMap((silence) => {
    const untilMs = inForceUntilMs(silence, atMs);
    return untilMs === null ? [] : [{ silence, untilMs }];
  });
}

/** What mutes an incident: of several silences the one that lasts longest; null where nothing does. */
export function muteOf(incident: Mutable, { silences, inhibition }: Mutes): Mute | null {
  let longest: SilenceInForce | null = null;
  for (const one of silences) {
    if (one.untilMs <= (longest?.untilMs ?? Number.NEGATIVE_INFINITY)) continue;
    // Where there is no time to find out, it is told.
    if (isOver(one.silence, incident, matchesInTime)) longest = one;
  }
  if (longest !== null) {
    const { silence, untilMs } = longest;
    return {
      by: silence.recurrence === null ? 'silence' : 'maintenance',
      id: silence.id,
      why: silence.comment,
      untilMs: Number.isFinite(untilMs) ? untilMs : null,
    };
  }
  const why = inhibition && incident.unread && explanationOf(inhibition, incident.unread);
  return why === null ? null : { by: 'inhibition', id: null, why, untilMs: null };
}
