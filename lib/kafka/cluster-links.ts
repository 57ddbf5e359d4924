import { BrokerLink, type BrokerLinkOptions } from './broker-link.ts';
import { fail, type Outcome } from './failure.ts';
import { type BrokerAddress, type Metadata, readMetadata } from './metadata.ts';

export interface ClusterLinksOptions extends BrokerLinkOptions {
  bootstrap: { host: string; port: number }[];
}

/**
 * One link per broker of a cluster. Brokers come from Metadata; the bootstrap addresses are asked only while no broker
 * is known or none of them answers.
 */
export class ClusterLinks {
  #options: ClusterLinksOptions;
  #links = new Map<number, BrokerLink>();
  #bootstrap: BrokerLink[];
  #closed = false;

  constructor(options: ClusterLinksOptions) {
    this.#options = options;
    this.#bootstrap = options.bootstrap.map(({ host, port }) => new BrokerLink(null, host, port, options));
  }

  /** All known brokers, by id. */
  get brokers(): ReadonlyMap<number, BrokerLink> {
    return this.#links;
  }

  /** Starts every deadline of one poll. `nowMs` is a monotonic clock. */
  beginPoll(nowMs: number, deadlineMs: number): void {
    for (const link of this.#all()) link.beginPoll(nowMs, deadlineMs);
    this.#pollStartedAt = { nowMs, deadlineMs };
  }
  #pollStartedAt = { nowMs: 0, deadlineMs: 0 };

  endPoll(): void {
    for (const link of this.#all()) link.endPoll();
  }

  /** Asks the bootstrap addresses, first answer wins, and opens a link to each broker it names. */
  async bootstrap(): Promise<Outcome<Metadata>> {
    const outcomes: Outcome<Metadata>[] = [];
    const asked = this.#bootstrap.map(async (link) => {
      const outcome = await readMetadata(link, 'brokers-only');
      outcomes.push(outcome);
      if (!outcome.ok) throw new Error(outcome.failure.message);
      return outcome;
    });
    try {
      const first = await Promise.any(asked);
      this.adopt(first.value.brokers);
      return first;
    } catch {
      const reasons = outcomes.map((outcome) => (outcome.ok ? '' : outcome.failure.message));
      const firstCode = outcomes.find((outcome) => !outcome.ok);
      const code = firstCode && !firstCode.ok ? firstCode.failure.code : 'BROKER_UNREACHABLE';
      return fail(code, `no bootstrap address answers: ${[...new Set(reasons)].join('; ')}`);
    }
  }

  /** Opens links to brokers that are new or moved. Brokers missing from Metadata keep their link: they may be back soon. */
  adopt(brokers: BrokerAddress[]): void {
    if (this.#closed) return;
    for (const { brokerId, host, port } of brokers) {
      const known = this.#links.get(brokerId);
      if (known && known.host === host && known.port === port) continue;
      known?.close();
      const link = new BrokerLink(brokerId, host, port, this.#options);
      link.beginPoll(this.#pollStartedAt.nowMs, this.#pollStartedAt.deadlineMs);
      this.#links.set(brokerId, link);
    }
  }

  /** Closes the links to brokers that are in no Metadata and in no replica list any more. */
  forget(brokerIds: Iterable<number>): void {
    for (const brokerId of brokerIds) {
      this.#links.get(brokerId)?.close();
      this.#links.delete(brokerId);
    }
  }

  /** Requests sent since the poll began. */
  get requests(): number {
    return this.#all().reduce((sum, link) => sum + link.stats.requests, 0);
  }

  /** The longest pause that a broker asked for since the poll began. */
  get throttleMs(): number {
    return Math.max(0, ...this.#all().map((link) => link.stats.throttleMs));
  }

  close(): void {
    this.#closed = true;
    for (const link of this.#all()) link.close();
  }

  #all(): BrokerLink[] {
    return [...this.#links.values(), ...this.#bootstrap];
  }
}
