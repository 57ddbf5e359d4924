import { endianness } from 'node:os';

const LOW = endianness() === 'LE' ? 0 : 1;
const HIGH = 1 - LOW;
const WORD = 2 ** 32;

/** A view of offsets whose values can be read as numbers without making a bigint of each. */
export function wordsOf(offsets: BigInt64Array): Uint32Array {
  return new Uint32Array(offsets.buffer, offsets.byteOffset, offsets.length * 2);
}

/** The offset at `index`, exact below 2^53; what is negative (no commit, not observed) gives a negative number. */
export function offsetAt(words: Uint32Array, index: number): number {
  return ((words[index * 2 + HIGH] ?? 0) | 0) * WORD + (words[index * 2 + LOW] ?? 0);
}
