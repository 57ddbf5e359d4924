import { HOUR_MS } from '#lib/history/hours.ts';
import type { Past } from './past.ts';
import { holdPolls, NOTHING, pollsIn, UNKNOWN, UnseenPolls } from './polls.ts';
import type { PastSighting, Replay } from './replay.ts';

/** What the hours of a target tell without being unpacked; hours that are not sealed tell nothing. */
export interface HourTold {
  /** In no poll of it the condition holds. */
  isQuiet: boolean;
  /** It holds in every poll that could tell, with this value at most; null where that is not so, or not known. */
  heldAt: number | null;
}

/** Hands what each poll of a time says of a target to `see`, in order. */
export type Look = (fromMs: number, toMs: number, see: (atMs: number, sighting: PastSighting) => void) => Promise<void>;

export interface Walk {
  past: Past;
  replay: Replay;
  /** Of a sealed hour; undefined where the target had nothing in it. */
  hourAt(hourMs: number): HourTold | undefined;
  look: Look;
  /** So many hours are looked at in one go at most. */
  mostHours: number;
}

/**
 * Takes the machine of one target through the past from `fromMs` on, and looks at the polls of those hours alone in which something
 * may come of one: of a calm target hours in which the condition cannot hold are passed over, of one that fires those in which it
 * holds all the time. After each look it asks whether it `isOver`. Gives up to where it went.
 */
export async function walk(
  { past, replay, hourAt, look, mostHours }: Walk,
  fromMs: number,
  isOver: () => boolean,
): Promise<number> {
  const isSealed = (hourMs: number) => hourMs < past.sealedToMs;
  const isPassedOver = (hourMs: number) => isSealed(hourMs) && (hourAt(hourMs)?.isQuiet ?? true);
  let nowMs = fromMs;
  while (nowMs < past.toMs) {
    const nextMs = Math.min(nowMs + HOUR_MS, past.toMs);
    if (replay.isCalm && isPassedOver(nowMs)) {
      nowMs = nextMs;
      continue;
    }
    const told = isSealed(nowMs) ? (hourAt(nowMs) ?? null) : undefined;
    // Of what fires it matters why there is nothing any more: a position that is lost holds it.
    if (told === null && !replay.isFiring) {
      holdPolls(replay, past.polls, { fromMs: nowMs, toMs: nextMs }, NOTHING);
      nowMs = nextMs;
      continue;
    }
    if (told != null && told.heldAt !== null && replay.isHeldByUnknown) {
      const held = { truth: 'true' as const, isClear: false, value: told.heldAt };
      holdPolls(replay, past.polls, { fromMs: nowMs, toMs: nextMs }, held);
      nowMs = nextMs;
      continue;
    }
    const toMs = lookTo(
      nowMs,
      past,
      mostHours,
      (hourMs) => !isPassedOver(hourMs) && (hourAt(hourMs)?.heldAt ?? null) === null,
    );
    await lookAt(nowMs, toMs, past, replay, look);
    nowMs = toMs;
    if (isOver()) break;
  }
  return nowMs;
}

/** Hours that will have to be looked at anyway are looked at together; the polls that are not sealed in one go. */
function lookTo(
  fromMs: number,
  { sealedToMs, toMs }: Past,
  mostHours: number,
  isNeeded: (hourMs: number) => boolean,
): number {
  if (fromMs >= sealedToMs) return toMs;
  let atMs = fromMs + HOUR_MS;
  while (atMs < Math.min(sealedToMs, fromMs + mostHours * HOUR_MS) && isNeeded(atMs)) atMs += HOUR_MS;
  return Math.min(atMs, toMs);
}

async function lookAt(fromMs: number, toMs: number, past: Past, replay: Replay, look: Look): Promise<void> {
  const unseen = new UnseenPolls(pollsIn(past.polls, { fromMs, toMs }));
  const seeUnseen = (atMs: number) => replay.see(atMs, UNKNOWN);
  await look(fromMs, toMs, (atMs, sighting) => {
    unseen.showUntil(atMs, seeUnseen);
    replay.see(atMs, sighting);
  });
  unseen.showUntil(toMs, seeUnseen);
}
