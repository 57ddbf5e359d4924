/**
 * Which record each partition of a subscription was last known to read next, and when that was written: as long as the group stands
 * there nothing else is told of it, and where it has come further it is an anchor (lib/lag/time-anchor.ts). Survives restarts.
 */
export class NextRecords {
  #positions = new Float64Array(0);
  #writtenAtMs = new Float64Array(0);
  /** It was not written before. */
  #earliestMs = new Float64Array(0);
  /** 1 where it is the record's own timestamp. */
  #isRecordTime = new Uint8Array(0);

  reserve(partitions: number): void {
    if (partitions <= this.#positions.length) return;
    this.#positions = grown(this.#positions, partitions);
    this.#writtenAtMs = grown(this.#writtenAtMs, partitions);
    this.#earliestMs = grown(this.#earliestMs, partitions);
    const isRecordTime = new Uint8Array(partitions);
    isRecordTime.set(this.#isRecordTime);
    this.#isRecordTime = isRecordTime;
  }

  /** Instant at which the record at `position` was written, where the group stands there still; NaN else. */
  writtenAtMs(partition: number, position: number): number {
    return this.#positions[partition] === position ? (this.#writtenAtMs[partition] ?? Number.NaN) : Number.NaN;
  }

  /** What was known last: NaN in both without. */
  last(partition: number): { position: number; producedAtMs: number } {
    return {
      position: this.#positions[partition] ?? Number.NaN,
      producedAtMs: this.#writtenAtMs[partition] ?? Number.NaN,
    };
  }

  /** Instant before which what was known last was not written, NaN without. */
  earliestMs(partition: number): number {
    return this.#earliestMs[partition] ?? Number.NaN;
  }

  isRecordTime(partition: number): boolean {
    return this.#isRecordTime[partition] === 1;
  }

  /** `earliestMs`: before which it was not written; the timestamp of the record itself where that is known. */
  keep(partition: number, position: number, writtenAtMs: number, earliestMs: number, isRecordTime: boolean): void {
    this.#positions[partition] = position;
    this.#writtenAtMs[partition] = writtenAtMs;
    this.#earliestMs[partition] = earliestMs;
    this.#isRecordTime[partition] = isRecordTime ? 1 : 0;
  }

  /** Caught up: the next record is one that is yet to be written, whatever was at its position before a log was cut. */
  forget(partition: number): void {
    this.#positions[partition] = Number.NaN;
  }
}

function grown(values: Float64Array, length: number): Float64Array<ArrayBuffer> {
  const longer = new Float64Array(length).fill(Number.NaN);
  longer.set(values);
  return longer;
}
