import { gunzipSync, gzipSync, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { lz4Compress, lz4Decompress } from '@platformatic/wasm-utils';
import kafkajs, { CompressionTypes } from 'kafkajs';
import { xerialCompress, xerialDecompress } from '#lib/kafka/records/snappy.ts';

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
