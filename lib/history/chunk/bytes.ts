const CONTINUES = 0x80;
const SEVEN_BITS = 0x7f;
const FIRST_CAPACITY = 256;

/** Bytes under construction. */
export class ByteWriter {
  #bytes = Buffer.allocUnsafe(FIRST_CAPACITY);
  #length = 0;

  byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = value;
  }

  /** A whole number from 0 to 2^53 - 1, seven bits a byte, the lowest first. */
  varint(value: number): void {
    this.#reserve(8);
    let left = value;
    // Beyond 32 bits the operators on bits would lose the upper ones.
    while (left > SEVEN_BITS) {
      this.#bytes[this.#length++] = (left % CONTINUES) | CONTINUES;
      left = Math.floor(left / CONTINUES);
    }
    this.#bytes[this.#length++] = left;
  }

  bytes(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  finish(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#length + more));
    this.#bytes.copy(grown, 0, 0, this.#length);
    this.#bytes = grown;
  }
}

/** Reads what a ByteWriter wrote; throws past the end. */
export class ByteReader {
  #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  byte(): number {
    const value = this.#bytes[this.#at++];
    if (value === undefined) throw new Error('a chunk of the history is shorter than it says');
    return value;
  }

  varint(): number {
    let value = 0;
    for (let scale = 1; ; scale *= CONTINUES) {
      const byte = this.byte();
      value += (byte & SEVEN_BITS) * scale;
      if (byte < CONTINUES) return value;
    }
  }

  /** The next `length` bytes; they share the memory of the chunk. */
  bytes(length: number): Buffer {
    const end = this.#at + length;
    if (end > this.#bytes.length) throw new Error('a chunk of the history is shorter than it says');
    const bytes = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return bytes;
  }
}
