import { endianness } from 'node:os';
import { NO_COMMIT, NOT_OBSERVED } from './contract.ts';

/** Bytes of one value in a poll body: big-endian int8. */
export const SLOT_BYTES = 8;

/** 2^53 in the upper 32 bits: from here on a value is no exact JavaScript number, which every reader relies on. */
const FIRST_INEXACT_HIGH_WORD = 0x20_0000;
const NOT_OBSERVED_HIGH_WORD = -0x8000_0000;
const LITTLE_ENDIAN = endianness() === 'LE';
const HIGH_WORD = LITTLE_ENDIAN ? 1 : 0;

/** A body under construction: `slots` values in the machine's byte order, all "not observed". */
export function emptyBody(slots: number): BigInt64Array {
  return new BigInt64Array(slots).fill(NOT_OBSERVED);
}

/** Puts `values` at slot `first`; gives the indexes of values that no reader could hold exactly, stored as not observed. */
export function place(body: BigInt64Array, first: number, values: BigInt64Array): number[] {
  body.set(values, first);
  const refused: number[] = [];
  // The high words alone tell, without making a bigint of every value.
  const words = new Int32Array(body.buffer, body.byteOffset + first * SLOT_BYTES, values.length * 2);
  for (let index = 0; index < values.length; index++) {
    const high = words[index * 2 + HIGH_WORD] ?? 0;
    if (high >= 0 && high < FIRST_INEXACT_HIGH_WORD) continue;
    if (values[index] === NO_COMMIT || values[index] === NOT_OBSERVED) continue;
    body[first + index] = NOT_OBSERVED;
    refused.push(index);
  }
  return refused;
}

/** The finished body as bytes. It reuses the memory of `body`, which must not be used afterwards. */
export function seal(body: BigInt64Array): Buffer {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  return LITTLE_ENDIAN ? bytes.swap64() : bytes;
}

/** Slot value as a number for charts: NaN where not observed, -1 for no commit. Beyond the end of the bytes: NaN. */
export function slotNumber(view: DataView, slot: number): number {
  const at = slot * SLOT_BYTES;
  if (at + SLOT_BYTES > view.byteLength) return Number.NaN;
  const high = view.getInt32(at);
  if (high === NOT_OBSERVED_HIGH_WORD) return Number.NaN;
  return high * 0x1_0000_0000 + view.getUint32(at + 4);
}

/** The bytes of a body or of slices of it, for slotNumber. */
export function slotView(bytes: Buffer): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Slot value as it was written; beyond the end of the bytes: not observed. */
export function slotValue(bytes: Buffer, slot: number): bigint {
  const at = slot * SLOT_BYTES;
  return at + SLOT_BYTES > bytes.length ? NOT_OBSERVED : bytes.readBigInt64BE(at);
}
