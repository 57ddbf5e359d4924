/**
 * The consumer protocol inside a classic member's metadata and assignment (org.apache.kafka.clients.consumer.internals
 * ConsumerProtocol): version, then non-flexible arrays. Newer versions only append, so reading the head is enough.
 */

export interface AssignedTopic {
  topic: string;
  partitions: number[];
}

/** Topics a member subscribed to. Null when the bytes are empty or not the consumer protocol. */
export function decodeSubscription(metadata: Buffer): string[] | null {
  return decode(metadata, (cursor) => cursor.array(() => cursor.string()));
}

/** Partitions a member holds. Empty bytes mean none; null when they are not the consumer protocol. */
export function decodeAssignment(assignment: Buffer): AssignedTopic[] | null {
  if (assignment.length === 0) return [];
  return decode(assignment, (cursor) =>
    cursor.array(() => ({ topic: cursor.string(), partitions: cursor.array(() => cursor.int32()) })),
  );
}

function decode<T>(bytes: Buffer, read: (cursor: Cursor) => T): T | null {
  if (bytes.length < 6) return null;
  try {
    const cursor = new Cursor(bytes);
    cursor.int16();
    return read(cursor);
  } catch (error) {
    // Any client may put its own bytes here; out of bounds means they are not this protocol.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

class Cursor {
  #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  int16(): number {
    this.#at += 2;
    return this.#bytes.readInt16BE(this.#at - 2);
  }

  int32(): number {
    this.#at += 4;
    return this.#bytes.readInt32BE(this.#at - 4);
  }

  string(): string {
    const length = this.int16();
    if (length < 0 || this.#at + length > this.#bytes.length) throw new RangeError('string beyond the end');
    this.#at += length;
    return this.#bytes.toString('utf8', this.#at - length, this.#at);
  }

  array<T>(item: () => T): T[] {
    const length = this.int32();
    // Every item takes at least two bytes: a larger count is not this protocol, and must not allocate.
    if (length < 0 || length * 2 > this.#bytes.length) throw new RangeError('array beyond the end');
    return Array.from({ length }, item);
  }
}
