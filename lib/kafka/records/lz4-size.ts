const FRAME_MAGIC = 0x184d2204;
const FLAG = { blockChecksum: 0x10, contentSize: 0x08, contentChecksum: 0x04, dictionary: 0x01 };
/** Set in a block's length where the block stands uncompressed. */
const STORED = 0x80000000;
const MIN_MATCH = 4;

/**
 * Bytes that an LZ4 frame unpacks to, counted without unpacking it, so that a few KB can never fill the memory; counting
 * ends once there are more than `limit`. Throws a RangeError for what is no LZ4 frame.
 */
export function lz4UnpackedBytes(frame: Buffer, limit: number): number {
  if (frame.readUInt32LE(0) !== FRAME_MAGIC) throw new RangeError('no LZ4 frame');
  const flags = frame.readUInt8(4);
  let at = 4 + 2 + (flags & FLAG.contentSize ? 8 : 0) + (flags & FLAG.dictionary ? 4 : 0) + 1;
  let total = 0;
  while (at < frame.length && total <= limit) {
    const size = frame.readUInt32LE(at);
    at += 4;
    if (size === 0) break;
    const length = size & ~STORED;
    const end = at + length;
    if (length < 0 || end > frame.length) throw new RangeError('an LZ4 block longer than its frame');
    total += size >= STORED ? length : blockBytes(frame, at, end, limit);
    at = end + (flags & FLAG.blockChecksum ? 4 : 0);
  }
  return total;
}

/** A block is a row of sequences: literals as they are, then a match, which repeats what was unpacked before. */
function blockBytes(frame: Buffer, start: number, end: number, limit: number): number {
  let at = start;
  let total = 0;
  const extended = (nibble: number): number => {
    let length = nibble;
    for (let byte = nibble === 15 ? 255 : 0; byte === 255; length += byte) byte = frame.readUInt8(at++);
    return length;
  };
  while (at < end && total <= limit) {
    const token = frame.readUInt8(at++);
    const literals = extended(token >> 4);
    at += literals;
    total += literals;
    // The last sequence has no match.
    if (at >= end) break;
    at += 2;
    total += extended(token & 0x0f) + MIN_MATCH;
  }
  return total;
}
