import { PACKED_UNKNOWN, type TimeLag, unpackTimeLag } from '#lib/lag/time-lag.ts';

/** Packed time lags (lib/lag/time-lag.ts) of one subscription; index = partition. */
export interface SubscriptionTimeLags {
  subscriptionId: number;
  packed: Int32Array;
}

const WORD_BYTES = 4;
/** Id and number of partitions, before the values of each subscription. */
const HEAD_WORDS = 2;

/** One body with the time lags of these subscriptions: int4, big-endian, one subscription after the other. */
export function encodeTimeLags(all: readonly SubscriptionTimeLags[]): Buffer {
  const words = all.reduce((sum, { packed }) => sum + HEAD_WORDS + packed.length, 0);
  const body = Buffer.allocUnsafe(words * WORD_BYTES);
  let at = 0;
  for (const { subscriptionId, packed } of all) {
    at = body.writeInt32BE(subscriptionId, at);
    at = body.writeInt32BE(packed.length, at);
    for (const value of packed) at = body.writeInt32BE(value, at);
  }
  return body;
}

/** The time lags of one poll, as encodeTimeLags wrote them. */
export class TimeLagBody {
  #body: Buffer;
  /** Where the values of a subscription begin, in bytes. */
  #places = new Map<number, { at: number; partitions: number }>();

  constructor(body: Buffer) {
    this.#body = body;
    for (let at = 0; at + HEAD_WORDS * WORD_BYTES <= body.length; ) {
      const place = { at: at + HEAD_WORDS * WORD_BYTES, partitions: body.readInt32BE(at + WORD_BYTES) };
      this.#places.set(body.readInt32BE(at), place);
      at = place.at + place.partitions * WORD_BYTES;
    }
  }

  /** Unknown for what the poll had nothing of. */
  at(subscriptionId: number, partition: number): TimeLag {
    const place = this.#places.get(subscriptionId);
    const isThere = place !== undefined && partition < place.partitions;
    return unpackTimeLag(isThere ? this.#body.readInt32BE(place.at + partition * WORD_BYTES) : PACKED_UNKNOWN);
  }
}
