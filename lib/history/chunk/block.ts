import type { ByteReader, ByteWriter } from './bytes.ts';
import { eachFilled, type Hole, holesIn, holesLength, readHoles, writeHoles } from './holes.ts';
import { readPlanes, writePlanes } from './planes.ts';

/**
 * How the values of a block are kept; the number of it stands in the chunk. Values: as they are, in up to 7 byte planes.
 * Rises: differences, none negative. Steps: differences of either sign. Turns: differences of differences. All but the first
 * fit into 32 bits, and begin with the first value of each column.
 */
const FORM = { values: 0, rises: 1, steps: 2, turns: 3 } as const;
type Form = (typeof FORM)[keyof typeof FORM];

const VALUE_PLANES = 7;
const TWO_32 = 0x1_0000_0000;
const LARGEST_STEP = 0x7fff_ffff;

/** Writes columns of `points` values each, one after the other in `values`. */
export function writeBlock(writer: ByteWriter, values: Float64Array, points: number): void {
  const holes = holesIn(values);
  writeHoles(writer, holes);
  const count = values.length - holesLength(holes);
  const { firsts, rises, steps, turns } = differencesOf(values, points, holes, count);
  const form = cheapest(rises, steps, turns);
  writer.byte(form);
  if (form === FORM.values) {
    writePlanesOf(writer, valuePlanes(values, holes, count));
    return;
  }
  for (const first of firsts) writer.varint(first);
  const numbers = form === FORM.turns ? turns : form === FORM.rises ? rises : steps;
  writePlanesOf(writer, numbers === null ? [] : bytePlanes(numbers));
}

/**
 * Reads columns written by writeBlock into `values`, which is as long as what was written. Those that `isWanted` refuses may
 * be left with whatever stood there.
 */
export function readBlock(
  reader: ByteReader,
  values: Float64Array,
  points: number,
  isWanted: (column: number) => boolean,
): void {
  const holes = readHoles(reader);
  for (const { from, to, value } of holes) values.fill(value, from, to);
  const form = reader.byte();
  const count = values.length - holesLength(holes);
  if (form === FORM.values) {
    readValues(readPlanes(reader, reader.byte(), count), values, holes);
    return;
  }
  const columns = filledColumns(values.length, points, holes);
  const firsts = columns.map(() => reader.varint());
  const planes = reader.byte();
  const bytes = readPlanes(reader, planes, planes === 0 ? 0 : count - columns.length);
  readDifferences(form, firsts, bytes, values, columns, (stretches) =>
    isWanted(Math.floor((stretches[0] ?? 0) / points)),
  );
}

/** Columns with at least one offset: the stretches of offsets in each. */
function filledColumns(length: number, points: number, holes: readonly Hole[]): number[][] {
  const columns: number[][] = [];
  let hole = 0;
  for (let start = 0; start < length; start += points) {
    const stretches: number[] = [];
    hole = eachFilled(holes, hole, start, start + points, (from, to) => stretches.push(from, to));
    if (stretches.length > 0) columns.push(stretches);
  }
  return columns;
}

interface Differences {
  firsts: number[];
  /** Null where the values do not have this form. */
  rises: Uint32Array | null;
  steps: Uint32Array | null;
  turns: Uint32Array | null;
}

function differencesOf(values: Float64Array, points: number, holes: readonly Hole[], count: number): Differences {
  const columns = filledColumns(values.length, points, holes);
  const firsts = columns.map(([from = 0]) => values[from] ?? 0);
  const length = count - columns.length;
  const [rises, steps, turns] = [scratch(0, length), scratch(1, length), scratch(2, length)];
  let at = 0;
  let falls = false;
  let farthest = 0;
  let sharpest = 0;
  for (const stretches of columns) {
    let before = values[stretches[0] ?? 0] ?? 0;
    let stepBefore = 0;
    let isFirst = true;
    for (let stretch = 0; stretch < stretches.length; stretch += 2) {
      const to = stretches[stretch + 1] ?? 0;
      for (let index = stretches[stretch] ?? 0; index < to; index++) {
        const value = values[index] ?? 0;
        if (isFirst) {
          isFirst = false;
          continue;
        }
        const step = value - before;
        const turn = step - stepBefore;
        if (step < 0) falls = true;
        farthest = Math.max(farthest, Math.abs(step));
        sharpest = Math.max(sharpest, Math.abs(turn));
        rises[at] = step;
        steps[at] = zigzag(step);
        turns[at] = zigzag(turn);
        at += 1;
        before = value;
        stepBefore = step;
      }
    }
  }
  return {
    firsts,
    rises: falls || farthest > LARGEST_STEP ? null : rises,
    steps: farthest > LARGEST_STEP ? null : steps,
    turns: sharpest > LARGEST_STEP ? null : turns,
  };
}

/** Memory that is used again for the next block, as thousands are packed in a row, none while another is. */
const SCRATCH = [new Uint32Array(0), new Uint32Array(0), new Uint32Array(0)];

function scratch(nth: 0 | 1 | 2, length: number): Uint32Array {
  const present = SCRATCH[nth];
  if (present !== undefined && present.length >= length) return present.subarray(0, length);
  const grown = new Uint32Array(length);
  SCRATCH[nth] = grown;
  return grown;
}

/** Small numbers for small steps of either sign. Of what does not fit into 32 bits the caller makes no use. */
const zigzag = (step: number): number => (step << 1) ^ (step >> 31);

/** The form with the fewest bits, as a guess at what is left of it when it is deflated. */
function cheapest(rises: Uint32Array | null, steps: Uint32Array | null, turns: Uint32Array | null): Form {
  const [rising, stepping, turning] = [bitsOf(rises), bitsOf(steps), bitsOf(turns)];
  const least = Math.min(rising, stepping, turning);
  if (least === Number.POSITIVE_INFINITY) return FORM.values;
  if (least === rising) return FORM.rises;
  return least === stepping ? FORM.steps : FORM.turns;
}

function bitsOf(numbers: Uint32Array | null): number {
  if (numbers === null) return Number.POSITIVE_INFINITY;
  let bits = 0;
  for (let at = 0; at < numbers.length; at++) bits += 32 - Math.clz32(numbers[at] ?? 0);
  return bits;
}

/** The bytes of the numbers, a plane for the lowest byte of all, one for the next, up to the last that is not all zero. */
function bytePlanes(numbers: Uint32Array): Uint8Array[] {
  let all = 0;
  for (let at = 0; at < numbers.length; at++) all |= numbers[at] ?? 0;
  const planes: Uint8Array[] = [];
  for (let shift = 0; shift < 32 && all >>> shift > 0; shift += 8) {
    const plane = new Uint8Array(numbers.length);
    for (let at = 0; at < numbers.length; at++) plane[at] = (numbers[at] ?? 0) >>> shift;
    planes.push(plane);
  }
  return planes;
}

function valuePlanes(values: Float64Array, holes: readonly Hole[], count: number): Uint8Array[] {
  const planes = Array.from({ length: VALUE_PLANES }, () => new Uint8Array(count));
  let at = 0;
  eachFilled(holes, 0, 0, values.length, (from, to) => {
    for (let index = from; index < to; index++, at++) {
      const value = values[index] ?? 0;
      const high = Math.floor(value / TWO_32);
      planes.forEach((plane, byte) => {
        plane[at] = byte < 4 ? (value % TWO_32) >>> (8 * byte) : high >>> (8 * (byte - 4));
      });
    }
  });
  return planes;
}

function writePlanesOf(writer: ByteWriter, planes: readonly Uint8Array[]): void {
  writer.byte(planes.length);
  writePlanes(writer, planes);
}

function readValues(planes: readonly Uint8Array[], values: Float64Array, holes: readonly Hole[]): void {
  let at = 0;
  const word = (first: number) =>
    (byteOf(planes[first], at) |
      (byteOf(planes[first + 1], at) << 8) |
      (byteOf(planes[first + 2], at) << 16) |
      (byteOf(planes[first + 3], at) << 24)) >>>
    0;
  eachFilled(holes, 0, 0, values.length, (from, to) => {
    for (let index = from; index < to; index++, at++) values[index] = word(4) * TWO_32 + word(0);
  });
}

const byteOf = (plane: Uint8Array | undefined, at: number): number => plane?.[at] ?? 0;

const NO_PLANE = new Uint8Array(0);

function lengthOf(stretches: readonly number[]): number {
  let length = 0;
  for (let at = 0; at < stretches.length; at += 2) length += (stretches[at + 1] ?? 0) - (stretches[at] ?? 0);
  return length;
}

function readDifferences(
  form: number,
  firsts: readonly number[],
  planes: readonly Uint8Array[],
  values: Float64Array,
  columns: readonly number[][],
  isWanted: (stretches: readonly number[]) => boolean,
): void {
  const [low = NO_PLANE, second = NO_PLANE, third = NO_PLANE, fourth = NO_PLANE] = planes;
  const wide = planes.length > 2;
  const isTurns = form === FORM.turns ? 1 : 0;
  const isSigned = form !== FORM.rises;
  let at = 0;
  for (let column = 0; column < columns.length; column++) {
    const stretches = columns[column] ?? [];
    if (!isWanted(stretches)) {
      at += lengthOf(stretches) - 1;
      continue;
    }
    let value = firsts[column] ?? 0;
    let step = 0;
    // The first value of the column stands for itself.
    const start = stretches[0] ?? 0;
    values[start] = value;
    for (let stretch = 0; stretch < stretches.length; stretch += 2) {
      const from = stretch === 0 ? start + 1 : (stretches[stretch] ?? 0);
      const to = stretches[stretch + 1] ?? 0;
      if (planes.length === 0) {
        for (let index = from; index < to; index++) values[index] = value;
        continue;
      }
      for (let index = from; index < to; index++, at++) {
        let bits = (low[at] ?? 0) | ((second[at] ?? 0) << 8);
        if (wide) bits |= ((third[at] ?? 0) << 16) | ((fourth[at] ?? 0) << 24);
        const difference = isSigned ? (bits >>> 1) ^ -(bits & 1) : bits;
        step = step * isTurns + difference;
        value += step;
        values[index] = value;
      }
    }
  }
}
