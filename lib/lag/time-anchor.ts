import { type EndPoint, passedAtMs } from './time-lag.ts';

/** That the record at a position was written at an instant, from elsewhere than the points of the trail. */
export interface TimeAnchor {
  position: number;
  producedAtMs: number;
}

/**
 * Instant at which the record at `position`, which is older than the oldest point of the trail, was written: that of the anchor
 * where the group stands there still, on the line from it to the oldest point where the group has come further. NaN where the
 * anchor says nothing of it.
 */
export function anchoredAtMs(position: number, { position: from, producedAtMs }: TimeAnchor, oldest: EndPoint): number {
  if (position === from) return producedAtMs;
  const isBetween = position > from && position < oldest.end && producedAtMs <= oldest.atMs;
  return isBetween ? passedAtMs(position, { atMs: producedAtMs, end: from }, oldest) : Number.NaN;
}
