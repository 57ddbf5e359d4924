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

/** Text of at most so many characters, with an ellipsis where more was said. */
export const clipped = (text: string, most: number): string =>
  text.length > most ? `${text.slice(0, most - 1).toWellFormed()}…` : text;

/** The largest number of the listed incidents with which a body keeps within so many bytes; the body itself. */
export function fitting(notice: Notice, mostBytes: number, bodyOf: (notice: Notice) => string): string {
  let listed = notice.incidents.length;
  for (;;) {
    const body = bodyOf({ ...notice, incidents: notice.incidents.slice(0, listed) });
    if (listed <= 1 || Buffer.byteLength(body) <= mostBytes) return body;
    listed = Math.floor(listed / 2);
  }
}

/** "since 14:01:30 UTC, 4 min 18 s behind, lost not before ..." of one incident, for people; in the order of importance. */
export function incidentLines(notice: Notice): string[] {
  const [worst] = notice.incidents;
  if (worst === undefined) return [];
  const place = worst.topic === null ? null : `${worst.topic}${worst.partition === null ? '' : `/${worst.partition}`}`;
  const lines: (string | null)[] = [
    place && `Worst partition: ${place}${worst.memberHost === null ? '' : `, held by ${worst.memberHost}`}`,
    worst.lag && `Lag: ${Number(worst.lag).toLocaleString('en-US')} messages${behindWords(worst.timeLag)}`,
    `Since: ${worst.since}`,
    worst.cause && `Why: ${worst.cause}`,
    worst.lossNotBefore && `Unread data is deleted not before: ${worst.lossNotBefore}`,
    notice.owner && `Owner: ${notice.owner.team}`,
    notice.incidentCount > 1 ? `${notice.incidentCount} incidents in all` : null,
  ];
  return lines.flatMap((line) => line || []);
}

function behindWords(timeLag: Notice['incidents'][number]['timeLag']): string {
  if (timeLag?.seconds == null) return '';
  const bound = timeLag.quality === 'at-least' ? 'at least ' : '';
  return `, ${bound}${Math.round(timeLag.seconds).toLocaleString('en-US')} s behind`;
}

/** The runbook of the owner, else of the rule. */
export const runbookOf = ({ owner, rule }: Notice): string | null => owner?.runbook ?? rule.runbook;
