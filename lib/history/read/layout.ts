import { type Seat, SLOTS_PER_PARTITION } from '../seats.ts';

/**
 * A series a reader wants: the committed offsets of a subscription, the positions of a topic (`runs`: log start (1), high
 * watermark (2), open (3)), or the summed lag of a subscription, which only sealed hours have.
 */
export type WantedSeries =
  | { kind: 's'; seriesId: number }
  | { kind: 't'; seriesId: number; runs: 1 | 2 | 3 }
  | { kind: 'lag'; seriesId: number };

/** A stretch of a body, in slots. */
export interface Slice {
  first: number;
  slots: number;
}

/** Where one wanted series lies in the concatenated slices of a poll. */
export interface Place {
  /** Slot of partition 0 of the first run; the next runs follow after `partitions` slots each. */
  offset: number;
  partitions: number;
}

/** How to cut the wanted series out of the bodies of one hour. */
export interface HourLayout {
  slices: Slice[];
  /** Places in the order of the wanted series for a body of this many slots; undefined where it has no such seat. */
  placesIn(bodySlots: number): (Place | undefined)[];
}

/** Slices nearer than this are read as one: Postgres reads a body in pieces of 2,000 bytes, each looked up by itself. */
const MERGE_GAP_SLOTS = 250;

/** The layout for `wanted` in an hour with these seats (of these and perhaps other series). */
export function layoutOf(wanted: readonly WantedSeries[], seats: readonly Seat[]): HourLayout {
  const seatsOf = new Map<string, Seat[]>();
  for (const seat of [...seats].sort((a, b) => a.first - b.first)) {
    const key = seat.kind + seat.seriesId;
    seatsOf.set(key, [...(seatsOf.get(key) ?? []), seat]);
  }
  const seated = wanted.map((series) => seatsOf.get(series.kind + series.seriesId) ?? []);
  const slices = mergeSlices(
    seated.flatMap((own, index) => own.map((seat) => ({ first: seat.first, slots: wantedSlots(wanted[index], seat) }))),
  );
  const known = new Map<number, (Place | undefined)[]>();

  return {
    slices,
    placesIn(bodySlots) {
      let places = known.get(bodySlots);
      if (places === undefined) {
        // A body is as long as the seats given when it was written: the last seat inside it is the one that was used.
        places = seated.map((own) => {
          const seat = own.findLast((one) => one.first + SLOTS_PER_PARTITION[one.kind] * one.partitions <= bodySlots);
          return seat && { offset: offsetIn(slices, seat.first), partitions: seat.partitions };
        });
        known.set(bodySlots, places);
      }
      return places;
    },
  };
}

function wantedSlots(series: WantedSeries | undefined, seat: Seat): number {
  return seat.partitions * (series?.kind === 't' ? series.runs : 1);
}

function mergeSlices(slices: Slice[]): Slice[] {
  const merged: Slice[] = [];
  for (const slice of slices.sort((a, b) => a.first - b.first)) {
    const last = merged.at(-1);
    if (last !== undefined && slice.first - (last.first + last.slots) <= MERGE_GAP_SLOTS) {
      last.slots = Math.max(last.slots, slice.first + slice.slots - last.first);
    } else {
      merged.push({ ...slice });
    }
  }
  return merged;
}

/** Slot in the concatenation at which body slot `first` stands: only slices past the end of a body come back shorter. */
function offsetIn(slices: readonly Slice[], first: number): number {
  let offset = 0;
  for (const slice of slices) {
    if (first < slice.first + slice.slots) return offset + first - slice.first;
    offset += slice.slots;
  }
  return offset;
}
