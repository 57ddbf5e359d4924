import { snappyCompress, snappyDecompress } from '@platformatic/wasm-utils';
import { TooLarge } from './too-large.ts';

/** Java producers frame snappy as xerial blocks: magic, version, lowest readable version, then blocks with their length. */
const XERIAL_HEADER = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00, 0, 0, 0, 1, 0, 0, 0, 1]);
const XERIAL_MAGIC = XERIAL_HEADER.subarray(0, 8);
const XERIAL_BLOCK_BYTES = 32 * 1_024;

/** Data compressed as a Java producer does it: snappy in xerial blocks of 32 KiB. */
export function xerialCompress(data: Buffer): Buffer {
  const parts: Buffer[] = [XERIAL_HEADER];
  for (let at = 0; at < data.length; at += XERIAL_BLOCK_BYTES) {
    const block = snappyCompress(data.subarray(at, at + XERIAL_BLOCK_BYTES));
    const length = Buffer.alloc(4);
    length.writeUInt32BE(block.length);
    parts.push(length, block);
  }
  return Buffer.concat(parts);
}

/**
 * The data of snappy in xerial blocks, or of bare snappy as other clients write it. Throws TooLarge before it would unpack
 * more than `limit` bytes.
 */
export function xerialDecompress(data: Buffer, limit = Number.MAX_SAFE_INTEGER): Buffer {
  if (!data.subarray(0, XERIAL_MAGIC.length).equals(XERIAL_MAGIC)) return unpackBlock(data, limit);
  const parts: Buffer[] = [];
  let left = limit;
  for (let at = XERIAL_HEADER.length; at < data.length; ) {
    const length = data.readUInt32BE(at);
    const part = unpackBlock(data.subarray(at + 4, at + 4 + length), left);
    parts.push(part);
    left -= part.length;
    at += 4 + length;
  }
  return Buffer.concat(parts);
}

function unpackBlock(block: Buffer, limit: number): Buffer {
  if (announcedBytes(block) > limit) throw new TooLarge();
  return snappyDecompress(block);
}

/** A block begins with the number of bytes it unpacks to. */
function announcedBytes(block: Buffer): number {
  let bytes = 0;
  for (let index = 0; index < 5; index++) {
    const byte = block[index];
    if (byte === undefined) break;
    bytes += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) return bytes;
  }
  throw new RangeError('no snappy block');
}
