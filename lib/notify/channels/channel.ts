import type { Destination } from '../destination.ts';
import type { Notice } from '../notice.ts';
import type { Templates } from './templated.ts';

/** One HTTP request to a destination. */
export interface ChannelRequest {
  url: string;
  headers: Record<string, string>;
  body: string;
}

/** One e-mail, and the server that takes it. */
export interface MailRequest {
  server: {
    host: string;
    port: number;
    /** `tls` from the first byte on; with `starttls` nothing is said before it. */
    security: 'starttls' | 'tls' | 'none';
    auth: { user: string; password: string } | null;
  };
  mail: {
    from: { name: string; address: string };
    to: string[];
    subject: string;
    text: string;
    messageId: string;
    inReplyTo?: string;
    references?: string[];
    headers: Record<string, string>;
  };
}

/** What a request is made of besides the notice. */
export interface SendContext {
  now: Date;
  /** The same with every attempt. */
  deliveryId: string;
}

/** What came back. */
export interface Answer {
  /** Of HTTP, or the code of an SMTP reply. */
  status: number;
  /** The header Retry-After, as it came. */
  retryAfter: string | null;
  /** The beginning of the body. */
  text: string;
}

/** What people read of a notice; without lines where there is only what programs read. */
export interface Words {
  title: string;
  lines: string[];
}

/** How one kind of destination is spoken to. */
export interface Channel<Kind extends Destination['kind'], Request = ChannelRequest> {
  requestOf(notice: Notice, destination: Extract<Destination, { kind: Kind }>, context: SendContext): Request;
  /** The title and the text in what is requested, where it has them. */
  wordsOf(notice: Notice, config: Templates): Words;
  /** Whether an answer of 2xx says that the notice was taken. */
  isTaken(answer: Answer): boolean;
}

export const JSON_HEADERS = { 'content-type': 'application/json' };
