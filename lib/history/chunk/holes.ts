import type { ByteReader, ByteWriter } from './bytes.ts';
import { ABSENT, NONE } from './special-values.ts';

/** Kinds of what is no offset, by their number in a chunk. */
const KINDS = [Number.NaN, NONE, ABSENT];

/** A stretch of a block's values that are no offsets, all of one kind. */
export interface Hole {
  from: number;
  /** Without this one. */
  to: number;
  value: number;
}

/** The holes of a block, in order. */
export function holesIn(values: Float64Array): Hole[] {
  const holes: Hole[] = [];
  let hole: Hole | null = null;
  for (let at = 0; at < values.length; at++) {
    const value = values[at] ?? 0;
    if (value >= 0) continue;
    if (hole !== null && hole.to === at && Object.is(hole.value, value)) hole.to += 1;
    else {
      hole = { from: at, to: at + 1, value };
      holes.push(hole);
    }
  }
  return holes;
}

/** Writes holes as runs. Throws for a value that is neither an offset nor a hole. */
export function writeHoles(writer: ByteWriter, holes: readonly Hole[]): void {
  writer.varint(holes.length);
  let end = 0;
  for (const { from, to, value } of holes) {
    const kind = KINDS.findIndex((one) => Object.is(one, value));
    if (kind < 0) throw new RangeError(`${value} is neither an offset nor a known kind of hole`);
    writer.varint(from - end);
    writer.varint((to - from) * KINDS.length + kind);
    end = to;
  }
}

/** The holes written by writeHoles. */
export function readHoles(reader: ByteReader): Hole[] {
  let end = 0;
  return Array.from({ length: reader.varint() }, () => {
    const from = end + reader.varint();
    const lengthAndKind = reader.varint();
    end = from + Math.floor(lengthAndKind / KINDS.length);
    return { from, to: end, value: KINDS[lengthAndKind % KINDS.length] ?? Number.NaN };
  });
}

/** Length of the holes of a block together. */
export function holesLength(holes: readonly Hole[]): number {
  return holes.reduce((length, { from, to }) => length + to - from, 0);
}

/** Calls `visit` for each stretch of offsets between the holes that lies in [from, to); `next` is the first hole not passed. */
export function eachFilled(
  holes: readonly Hole[],
  next: number,
  from: number,
  to: number,
  visit: (from: number, to: number) => void,
): number {
  let hole = next;
  let at = from;
  while (at < to) {
    const { from: holeFrom = to, to: holeTo = to } = holes[hole] ?? {};
    if (holeFrom >= to) {
      visit(at, to);
      return hole;
    }
    if (holeFrom > at) visit(at, holeFrom);
    at = Math.min(to, holeTo);
    if (holeTo <= to) hole += 1;
  }
  return hole;
}
