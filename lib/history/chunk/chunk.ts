import { readBlock, writeBlock } from './block.ts';
import { ByteReader, ByteWriter } from './bytes.ts';

/** Stands in front of every chunk, so that a better way of packing can come later without rewriting history. */
const CODEC = 1;
/** Values that are packed together: few enough to be packed between two beats of an event loop, enough to be packed well. */
const BLOCK_VALUES = 32_768;
const NOTHING = Buffer.alloc(0);

/** Columns of equally many points each, one after the other in `values`. */
export interface Columns {
  columns: number;
  points: number;
  values: Float64Array;
}

/**
 * Packs columns of numbers into bytes, block by block, so that the caller may do something else in between. Numbers are
 * whole, from 0 to 2^53 - 1, or one of special-values.ts.
 */
export function* packChunk({ columns, points, values }: Columns): Generator<void, Buffer, void> {
  if (columns * points === 0) return NOTHING;
  const writer = new ByteWriter();
  writer.byte(CODEC);
  writer.varint(columns);
  writer.varint(points);
  const step = columnsOfBlock(points) * points;
  const length = columns * points;
  for (let from = 0; from < length; from += step) {
    if (from > 0) yield;
    writeBlock(writer, values.subarray(from, Math.min(length, from + step)), points);
  }
  return writer.finish();
}

/** The same in one go. */
export function packedChunk(columns: Columns): Buffer {
  const packing = packChunk(columns);
  for (;;) {
    const next = packing.next();
    if (next.done) return next.value;
  }
}

/**
 * The columns of a chunk. They are laid into `memory` where that is long enough, so that many chunks can be read without
 * leaving a large array behind for each. Columns that `isWanted` refuses may be left with whatever stood there. Throws where
 * the bytes are no chunk.
 */
export function unpackChunk(
  bytes: Buffer,
  memory?: Float64Array,
  isWanted: (column: number) => boolean = () => true,
): Columns {
  if (bytes.length === 0) return { columns: 0, points: 0, values: new Float64Array(0) };
  const reader = new ByteReader(bytes);
  const codec = reader.byte();
  if (codec !== CODEC)
    throw new Error(`a chunk of the history is packed in way ${codec}, which this version cannot read`);
  const columns = reader.varint();
  const points = reader.varint();
  const length = columns * points;
  const values = memory !== undefined && memory.length >= length ? memory : new Float64Array(length);
  const step = columnsOfBlock(points) * points;
  for (let from = 0; from < length; from += step) {
    const first = from / points;
    readBlock(reader, values.subarray(from, Math.min(length, from + step)), points, (column) =>
      isWanted(first + column),
    );
  }
  return { columns, points, values };
}

const columnsOfBlock = (points: number): number => Math.max(1, Math.floor(BLOCK_VALUES / points));
