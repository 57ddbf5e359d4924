import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emptyBody, place, SLOT_BYTES, seal, slotValue } from '../body.ts';
import { addSeat, type Seat, type SeriesShape, seatMapOf, seatNewcomers, seatsOfKind } from '../seats.ts';
import { layoutOf, type Slice, type WantedSeries } from './layout.ts';

const shape = fc.record<SeriesShape>({
  kind: fc.constantFrom('t', 's'),
  seriesId: fc.integer({ min: 1, max: 8 }),
  partitions: fc.integer({ min: 1, max: 60 }),
});
const hour = fc.array(fc.uniqueArray(shape, { maxLength: 10, selector: ({ kind, seriesId }) => kind + seriesId }), {
  minLength: 1,
  maxLength: 5,
});

/** A value that tells series, run, partition and poll. */
const codeOf = ({ kind, seriesId }: SeriesShape, run: number, partition: number, poll: number) =>
  BigInt((((kind === 't' ? 1 : 2) * 10 + seriesId) * 10 + run) * 10_000 + partition * 100 + poll);

interface WrittenPoll {
  bytes: Buffer;
  series: SeriesShape[];
}

/** The bodies of an hour, written as the store does it. */
function writeHour(polls: SeriesShape[][]): { written: WrittenPoll[]; seats: Seat[] } {
  const map = seatMapOf([]);
  const seats: Seat[] = [];
  const written = polls.map((series, poll) => {
    for (const seat of seatNewcomers(map, series)) {
      addSeat(map, seat);
      seats.push(seat);
    }
    const body = emptyBody(map.slots);
    for (const one of series) {
      const seat = seatsOfKind(map, one.kind).get(one.seriesId);
      if (seat === undefined) throw new Error('no seat');
      for (let run = 0; run < (one.kind === 't' ? 3 : 1); run++) {
        const values = BigInt64Array.from({ length: one.partitions }, (_, index) => codeOf(one, run, index, poll));
        place(body, seat.first + run * seat.partitions, values);
      }
    }
    return { bytes: seal(body), series };
  });
  return { written, seats };
}

/** What `substring(body from ... for ...) || ...` gives. */
function cut(bytes: Buffer, slices: readonly Slice[]): Buffer {
  return Buffer.concat(
    slices.map(({ first, slots }) => bytes.subarray(first * SLOT_BYTES, (first + slots) * SLOT_BYTES)),
  );
}

describe('reading slices of an hour', () => {
  test('whatever series are asked for, each value of each poll is where the layout says', () => {
    const scenario = fc.record({
      polls: hour,
      asked: fc.uniqueArray(
        fc.record({ kind: fc.constantFrom('t' as const, 's' as const), seriesId: fc.integer({ min: 1, max: 9 }) }),
        {
          maxLength: 6,
          selector: ({ kind, seriesId }) => kind + seriesId,
        },
      ),
      runs: fc.constantFrom(1 as const, 2 as const, 3 as const),
    });
    fc.assert(
      fc.property(scenario, ({ polls, asked, runs }) => {
        const { written, seats } = writeHour(polls);
        const wanted = asked.map(
          ({ kind, seriesId }): WantedSeries => (kind === 't' ? { kind, seriesId, runs } : { kind, seriesId }),
        );
        const layout = layoutOf(wanted, seats);
        written.forEach(({ bytes, series }, poll) => {
          const slices = cut(bytes, layout.slices);
          const places = layout.placesIn(bytes.length / SLOT_BYTES);
          wanted.forEach((want, index) => {
            const own = series.find(({ kind, seriesId }) => kind === want.kind && seriesId === want.seriesId);
            const at = places[index];
            if (own === undefined) return;
            if (at === undefined) throw new Error('a written series has no place');
            for (let run = 0; run < (want.kind === 't' ? want.runs : 1); run++) {
              for (let partition = 0; partition < own.partitions; partition++) {
                const value = slotValue(slices, at.offset + run * at.partitions + partition);
                expect(value).toBe(codeOf(own, run, partition, poll));
              }
            }
          });
        });
      }),
    );
  });

  test('a series without a seat has no place', () => {
    const layout = layoutOf([{ kind: 's', seriesId: 4 }], []);
    expect(layout.placesIn(100)).toEqual([undefined]);
    expect(layout.slices).toEqual([]);
  });

  test('neighbours are read with one slice', () => {
    const { seats } = writeHour([
      [
        { kind: 's', seriesId: 1, partitions: 4 },
        { kind: 's', seriesId: 2, partitions: 4 },
      ],
    ]);
    const layout = layoutOf(
      [
        { kind: 's', seriesId: 2 },
        { kind: 's', seriesId: 1 },
      ],
      seats,
    );
    expect(layout.slices).toEqual([{ first: 0, slots: 8 }]);
  });
});
