import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addSeat, type Seat, type SeriesShape, seatMapOf, seatNewcomers, seatSlots } from './seats.ts';

const shape = fc.record<SeriesShape>({
  kind: fc.constantFrom('t', 's'),
  seriesId: fc.integer({ min: 1, max: 6 }),
  partitions: fc.integer({ min: 0, max: 5 }),
});
const polls = fc.array(fc.uniqueArray(shape, { maxLength: 8, selector: ({ kind, seriesId }) => kind + seriesId }), {
  maxLength: 6,
});

/** Seats given over an hour in which the series of `polls` appear one poll after the other. */
function seatHour(hour: readonly SeriesShape[][]): Seat[] {
  const map = seatMapOf([]);
  const given: Seat[] = [];
  for (const series of hour) {
    for (const seat of seatNewcomers(map, series)) {
      addSeat(map, seat);
      given.push(seat);
    }
  }
  return given;
}

describe('seats', () => {
  test('no two seats of an hour overlap, and together they leave no hole', () => {
    fc.assert(
      fc.property(polls, (hour) => {
        let next = 0;
        for (const seat of seatHour(hour)) {
          expect(seat.first).toBe(next);
          next += seatSlots(seat);
        }
      }),
    );
  });

  test('every series of every poll finds a seat wide enough', () => {
    fc.assert(
      fc.property(polls, (hour) => {
        const map = seatMapOf([]);
        for (const series of hour) {
          for (const seat of seatNewcomers(map, series)) addSeat(map, seat);
          for (const { kind, seriesId, partitions } of series) {
            const seat = (kind === 't' ? map.topics : map.subscriptions).get(seriesId);
            expect(seat?.partitions ?? 0).toBeGreaterThanOrEqual(partitions);
          }
          expect(seatNewcomers(map, series)).toEqual([]);
        }
      }),
    );
  });

  test('a process that reads the seats back, in any order, goes on where the one before stopped', () => {
    const shuffled = polls.chain((hour) => {
      const given = seatHour(hour);
      return fc
        .shuffledSubarray(given, { minLength: given.length, maxLength: given.length })
        .map((seats) => ({ given, seats }));
    });
    fc.assert(
      fc.property(shuffled, ({ given, seats }) => {
        expect(seatMapOf(seats)).toEqual(seatMapOf(given));
      }),
    );
  });

  test('a topic that grows takes a second seat behind all others', () => {
    const hour: SeriesShape[][] = [
      [
        { kind: 't', seriesId: 1, partitions: 2 },
        { kind: 's', seriesId: 1, partitions: 2 },
      ],
      [{ kind: 't', seriesId: 1, partitions: 3 }],
    ];
    expect(seatHour(hour)).toEqual([
      { kind: 't', seriesId: 1, first: 0, partitions: 2 },
      { kind: 's', seriesId: 1, first: 6, partitions: 2 },
      { kind: 't', seriesId: 1, first: 8, partitions: 3 },
    ]);
  });
});
