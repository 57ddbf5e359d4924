import type { Destination } from '../destination.ts';
import type { Notice } from '../notice.ts';

/** One HTTP request to a destination. */
export interface ChannelRequest {
  url: string;
  headers: Record<string, string>;
  body: string;
}

/** What a request is made of besides the notice. */
export interface SendContext {
  now: Date;
  /** The same with every attempt. */
  deliveryId: string;
}

/** What came back. */
export interface Answer {
  status: number;
  /** The header Retry-After, as it came. */
  retryAfter: string | null;
  /** The beginning of the body. */
  text: string;
}

/** How one kind of destination is spoken to. */
export interface Channel<Kind extends Destination['kind']> {
  requestOf(notice: Notice, destination: Extract<Destination, { kind: Kind }>, context: SendContext): ChannelRequest;
  /** Whether an answer of 2xx says that the notice was taken. */
  isTaken(answer: Answer): boolean;
}

export const JSON_HEADERS = { 'content-type': 'application/json' };
