import { gunzipSync, gzipSync, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { lz4Compress, lz4Decompress, snappyCompress, snappyDecompress } from '@platformatic/wasm-utils';
import kafkajs, { CompressionTypes } from 'kafkajs';

/** Java producers frame snappy as xerial blocks: magic, version, lowest readable version, then blocks with their length. */
const XERIAL_HEADER = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00, 0, 0, 0, 1, 0, 0, 0, 1]);
const XERIAL_MAGIC = XERIAL_HEADER.subarray(0, 8);
const XERIAL_BLOCK_BYTES = 32 * 1_024;

/** Gives data compressed as a Java producer does it: snappy in xerial blocks of 32 KiB. */
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

/** Gives the data of snappy in xerial blocks, or of bare snappy as other clients write it. */
export function xerialDecompress(data: Buffer): Buffer {
  if (!data.subarray(0, XERIAL_MAGIC.length).equals(XERIAL_MAGIC)) return snappyDecompress(data);
  const parts: Buffer[] = [];
  for (let at = XERIAL_HEADER.length; at < data.length; ) {
    const length = data.readUInt32BE(at);
    parts.push(snappyDecompress(data.subarray(at + 4, at + 4 + length)));
    at += 4 + length;
  }
  return Buffer.concat(parts);
}

/**
 * Teaches kafkajs the codecs it lacks (it brings gzip only), process-wide since that is where kafkajs looks. All are
 * synchronous: for batches of a few KB, handing the work to the thread pool costs four times the work.
 */
export function registerCodecs(): void {
  register(CompressionTypes.GZIP, gzipSync, gunzipSync);
  register(CompressionTypes.Snappy, xerialCompress, xerialDecompress);
  register(CompressionTypes.LZ4, lz4Compress, lz4Decompress);
  register(CompressionTypes.ZSTD, zstdCompressSync, zstdDecompressSync);
}

type Transform = (data: Buffer) => Buffer;

function register(
  type: Exclude<CompressionTypes, CompressionTypes.None>,
  compress: Transform,
  decompress: Transform,
): void {
  kafkajs.CompressionCodecs[type] = () => ({
    compress: async ({ buffer }: { buffer: Buffer }) => compress(buffer),
    decompress: async (buffer: Buffer) => decompress(buffer),
  });
}
