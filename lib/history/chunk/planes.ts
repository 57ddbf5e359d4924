import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { ByteReader, ByteWriter } from './bytes.ts';

/** Below this share of 8 bits per byte a plane is worth deflating: noise would only be copied, at a price for every reader. */
const WORTH_DEFLATING = 0.97;
const LEVEL = 6;

/**
 * Writes byte planes of one length: those that are noise as they are, the others deflated together, and one byte that tells
 * them apart (a bit per plane).
 */
export function writePlanes(writer: ByteWriter, planes: readonly Uint8Array[]): void {
  const deflated = planes.map(isWorthDeflating);
  writer.byte(deflated.reduce((bits, yes, plane) => bits | (yes ? 1 << plane : 0), 0));
  planes.forEach((plane, index) => {
    if (!deflated[index]) writer.bytes(plane);
  });
  const rest = planes.filter((_, index) => deflated[index]);
  if (rest.length === 0) return;
  const bytes = deflateRawSync(rest.length === 1 ? (rest[0] ?? '') : Buffer.concat(rest), { level: LEVEL });
  writer.varint(bytes.length);
  writer.bytes(bytes);
}

/** Planes written by writePlanes; valid as long as the bytes they were read from. */
export function readPlanes(reader: ByteReader, planes: number, length: number): Uint8Array[] {
  const bits = reader.byte();
  const found: Uint8Array[] = [];
  for (let plane = 0; plane < planes; plane++) {
    if ((bits & (1 << plane)) === 0) found[plane] = reader.bytes(length);
  }
  if (bits === 0) return found;
  const inflated = inflate(reader.bytes(reader.varint()), length * bitCount(bits));
  for (let plane = 0, at = 0; plane < planes; plane++) {
    if (found[plane] !== undefined) continue;
    found[plane] = inflated.subarray(at, at + length);
    at += length;
  }
  return found;
}

function inflate(bytes: Uint8Array, length: number): Buffer {
  // One piece of output: zlib's default of 16 KB would make many, to be put together.
  const inflated = inflateRawSync(bytes, { chunkSize: Math.max(64, length), maxOutputLength: Math.max(64, length) });
  if (inflated.length !== length) throw new Error('a chunk of the history holds fewer values than it says');
  return inflated;
}

/** By the entropy of its bytes, as if they were independent. */
function isWorthDeflating(plane: Uint8Array): boolean {
  const counts = new Uint32Array(256);
  for (let at = 0; at < plane.length; at++) {
    const byte = plane[at] ?? 0;
    counts[byte] = (counts[byte] ?? 0) + 1;
  }
  let bits = plane.length * Math.log2(plane.length);
  for (const count of counts) if (count > 0) bits -= count * Math.log2(count);
  return bits < 8 * WORTH_DEFLATING * plane.length;
}

function bitCount(bits: number): number {
  let count = 0;
  for (let left = bits; left > 0; left >>= 1) count += left & 1;
  return count;
}
