/** t: a topic (log start, high watermark, open: three runs of one slot per partition); s: a subscription (committed). */
export type SeriesKind = 't' | 's';

export const SLOTS_PER_PARTITION: Record<SeriesKind, number> = { t: 3, s: 1 };

/** Where one series sits in the bodies of one hour. */
export interface Seat {
  kind: SeriesKind;
  seriesId: number;
  first: number;
  partitions: number;
}

export interface SeriesShape {
  kind: SeriesKind;
  seriesId: number;
  partitions: number;
}

/** The seats of one hour: the widest of each series, and where the next one begins. */
export interface SeatMap {
  topics: Map<number, Seat>;
  subscriptions: Map<number, Seat>;
  slots: number;
}

/** Slots a seat takes in the body. */
export function seatSlots(seat: Pick<Seat, 'kind' | 'partitions'>): number {
  return SLOTS_PER_PARTITION[seat.kind] * seat.partitions;
}

/** The map of seats already given, in any order. */
export function seatMapOf(seats: Iterable<Seat>): SeatMap {
  const map: SeatMap = { topics: new Map(), subscriptions: new Map(), slots: 0 };
  for (const seat of seats) addSeat(map, seat);
  return map;
}

/** Notes a seat: of two seats of one series the later (wider) one is used from then on. */
export function addSeat(map: SeatMap, seat: Seat): void {
  const ofKind = seatsOfKind(map, seat.kind);
  const present = ofKind.get(seat.seriesId);
  if (present === undefined || present.first < seat.first) ofKind.set(seat.seriesId, seat);
  map.slots = Math.max(map.slots, seat.first + seatSlots(seat));
}

/** True for a series that has no seat yet or has outgrown the one it has. */
export function needsSeat(map: SeatMap, { kind, seriesId, partitions }: SeriesShape): boolean {
  return partitions > (seatsOfKind(map, kind).get(seriesId)?.partitions ?? 0);
}

/**
 * Seats for the series that need one, behind all others: seats given once never move, so that every body of the hour can
 * be read with the same table. A body is as long as the seats known when it was made.
 */
export function seatNewcomers(map: SeatMap, series: Iterable<SeriesShape>): Seat[] {
  const newcomers: Seat[] = [];
  let next = map.slots;
  for (const shape of series) {
    if (!needsSeat(map, shape)) continue;
    const seat: Seat = { ...shape, first: next };
    newcomers.push(seat);
    next += seatSlots(seat);
  }
  return newcomers;
}

export function seatsOfKind(map: SeatMap, kind: SeriesKind): Map<number, Seat> {
  return kind === 't' ? map.topics : map.subscriptions;
}
