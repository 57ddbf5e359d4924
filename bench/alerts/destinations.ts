import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { z } from 'zod';
import { type Answering, answer, Receiver } from '#lib/notify/fixtures/receiver.ts';
import type { Journal } from './journal.ts';
import { DESTINATIONS, type DestinationName, type Shape } from './shape.ts';

/** Names that end so are nobody's. */
const NO_SUCH_HOST = 'http://nobody.invalid/hook';
const RETRY_AFTER_S = 1;

const bodySchema = z.object({
  data: z.object({
    id: z.string(),
    event: z.enum(['opened', 'updated', 'acknowledged', 'resolved']),
    at: z.string(),
    rule: z.object({ name: z.string() }),
    incidentCount: z.int(),
    incidents: z.array(z.object({ id: z.string(), group: z.string().nullable() })),
  }),
});

/** How an attempt to deliver is answered; `nth` counts those of the same delivery from 1 on. */
interface Attempt {
  nth: number;
  event: string;
}
interface Answered {
  isTaken: boolean;
  answering: Answering;
}

const TAKEN: Answered = { isTaken: true, answering: answer(200, 'ok') };
const refused = (status: number, headers: Record<string, string> = {}): Answered => ({
  isTaken: false,
  answering: answer(status, 'not now', headers),
});

/** The receivers of the notices, each with what is wrong with it. All that they get is in the journal before they answer. */
export class Destinations {
  readonly #receivers = new Map<DestinationName, Receiver>();
  readonly #ports: ReadonlyMap<DestinationName, number>;
  readonly #journal: Journal;
  readonly #shape: Shape;
  readonly #attempts = new Map<string, number>();
  /** `refusing` and `moved` answer as they should. */
  #isMended = false;

  constructor(journal: Journal, shape: Shape, ports: readonly number[]) {
    this.#journal = journal;
    this.#shape = shape;
    this.#ports = new Map(DESTINATIONS.map((name, index) => [name, ports[index] ?? 0]));
    for (const { destination, deliveryId } of journal.of('notice')) this.#count(destination, deliveryId);
  }

  /** Begins to listen, all but what is down. */
  async open(): Promise<void> {
    for (const name of DESTINATIONS) if (name !== 'unknown' && name !== 'down') await this.listen(name);
  }

  async listen(name: DestinationName): Promise<void> {
    const receiver = await Receiver.start(this.#ports.get(name));
    receiver.answering = (response, { headers, body }) => {
      this.#receive(name, String(headers['webhook-id']), body).answering(response, { path: '', headers, body });
      receiver.received.length = 0;
    };
    this.#receivers.set(name, receiver);
  }

  async shut(name: DestinationName): Promise<void> {
    await this.#receivers.get(name)?.close();
    this.#receivers.delete(name);
  }

  mend(): void {
    this.#isMended = true;
  }

  async close(): Promise<void> {
    await Promise.all(DESTINATIONS.map((name) => this.shut(name)));
  }

  /** What each is set to in the console. */
  configOf(name: DestinationName): { url: string; secrets: string[] } {
    const secrets = [`whsec_${randomBytes(32).toString('base64')}`];
    if (name === 'unknown') return { url: NO_SUCH_HOST, secrets };
    const url = this.urlOf(name);
    return { url: name === 'insecure' ? url.replace('http:', 'https:') : url, secrets };
  }

  /** Where it can be reached. */
  urlOf(name: DestinationName): string {
    return `http://127.0.0.1:${this.#ports.get(name)}/${name}`;
  }

  #count(destination: string, deliveryId: string): number {
    const key = `${destination} ${deliveryId}`;
    const nth = (this.#attempts.get(key) ?? 0) + 1;
    this.#attempts.set(key, nth);
    return nth;
  }

  #receive(destination: DestinationName, deliveryId: string, body: string): Answered {
    const { data } = bodySchema.parse(JSON.parse(body));
    const answered = this.#answerOf(destination, { nth: this.#count(destination, deliveryId), event: data.event });
    this.#journal.add({
      kind: 'notice',
      destination,
      deliveryId,
      noticeId: data.id,
      event: data.event,
      rule: data.rule.name,
      atMs: Date.parse(data.at),
      arrivedMs: Date.now(),
      isTaken: answered.isTaken,
      incidentCount: data.incidentCount,
      incidents: data.incidents,
    });
    return answered;
  }

  #answerOf(destination: DestinationName, { nth, event }: Attempt): Answered {
    const isFirst = nth === 1;
    switch (destination) {
      case 'slow':
        return isFirst && event === 'opened' ? { isTaken: false, answering: this.#slowly } : TAKEN;
      case 'limited':
        // Nothing else is told there meanwhile: it must not take longer than things happen.
        return isFirst && event === 'opened' ? refused(429, { 'retry-after': String(RETRY_AFTER_S) }) : TAKEN;
      case 'failing':
        return nth <= this.#shape.failures ? refused(500) : TAKEN;
      case 'refusing':
        return this.#isMended ? TAKEN : refused(400);
      case 'moved':
        return this.#isMended ? TAKEN : refused(301, { location: this.urlOf('steady-1') });
      case 'reset':
        return isFirst ? { isTaken: false, answering: halfAnAnswer } : TAKEN;
      default:
        return TAKEN;
    }
  }

  #slowly = (response: ServerResponse): void => {
    const timer = setTimeout(() => response.writeHead(200).end('ok'), this.#shape.slowMs);
    response.on('close', () => clearTimeout(timer));
  };
}

function halfAnAnswer(response: ServerResponse): void {
  response.writeHead(200, { 'content-length': '100' });
  response.write('half', () => response.socket?.resetAndDestroy());
}
