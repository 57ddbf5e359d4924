import { constants, gunzipSync, gzipSync, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { lz4Compress, lz4Decompress } from '@platformatic/wasm-utils';
import type { Compression } from './batch.ts';
import { lz4UnpackedBytes } from './lz4-size.ts';
import { xerialCompress, xerialDecompress } from './snappy.ts';
import { TooLarge } from './too-large.ts';

/** Gives `data` compressed as Kafka's own producer does it. */
export function compress(compression: Compression, data: Buffer): Buffer {
  switch (compression) {
    case 'none':
      return data;
    case 'gzip':
      return gzipSync(data, { level: constants.Z_DEFAULT_COMPRESSION });
    case 'snappy':
      return xerialCompress(data);
    case 'lz4':
      return lz4Compress(data);
    case 'zstd':
      return zstdCompressSync(data);
  }
}

/**
 * Gives what `data` was before it was compressed. Throws TooLarge instead of unpacking more than `limit` bytes, and some
 * other error for data that is broken. Synchronous: for the few KB of a batch the thread pool costs more than the work.
 */
export function decompress(compression: Compression, data: Buffer, limit: number): Buffer {
  switch (compression) {
    case 'none':
      return data;
    case 'gzip':
      return unzip(() => gunzipSync(data, { maxOutputLength: limit }));
    case 'snappy':
      return xerialDecompress(data, limit);
    case 'lz4':
      if (lz4UnpackedBytes(data, limit) > limit) throw new TooLarge();
      return lz4Decompress(data);
    case 'zstd':
      return unzip(() => zstdDecompressSync(data, { maxOutputLength: limit }));
  }
}

function unzip(unpack: () => Buffer): Buffer {
  try {
    return unpack();
  } catch (error) {
    if (error instanceof RangeError && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') throw new TooLarge();
    throw error;
  }
}
