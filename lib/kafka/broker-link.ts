import type { Connection } from '@platformatic/kafka';
import { AnswerBudget, EXPIRED, STOPPED } from './answer-budget.ts';
import { type Api, type BrokerVersions, negotiate, readBrokerVersions } from './api-versions.ts';
import type { ClusterConnector } from './connect/connector.ts';
import { type Failure, fail, type Outcome, succeed } from './failure.ts';

const KEEP_ALIVE_MS = 60_000;

export interface BrokerLinkOptions {
  clientId: string;
  connector: ClusterConnector;
  probeBackoffMaxMs: number;
}

/** Requests sent and the longest announced throttle, since the poll began. */
export interface LinkStats {
  requests: number;
  throttleMs: number;
}

/**
 * One broker, one connection, one deadline per poll for connecting, handshake and answers together (AnswerBudget).
 * A broker that missed its deadline is not waited for again: it is probed beside the polls, with backoff, until it
 * answers. A refused connection costs nothing, so that is tried again in every poll.
 */
export class BrokerLink {
  readonly brokerId: number | null;
  readonly host: string;
  readonly port: number;
  readonly stats: LinkStats = { requests: 0, throttleMs: 0 };
  #options: BrokerLinkOptions;
  #connection: Connection | null = null;
  #connecting: Promise<Connection> | null = null;
  #versions: BrokerVersions | null = null;
  #budget: AnswerBudget | null = null;
  #failure: Failure | null = null;
  #failedInThisPoll = false;
  #silent = false;
  #probing: AnswerBudget | null = null;
  #probeBackoffMs = 0;
  #nextProbeAtMs = 0;
  #closed = false;

  constructor(brokerId: number | null, host: string, port: number, options: BrokerLinkOptions) {
    this.brokerId = brokerId;
    this.host = host;
    this.port = port;
    this.#options = options;
  }

  get address(): string {
    return this.host.includes(':') ? `[${this.host}]:${this.port}` : `${this.host}:${this.port}`;
  }

  /** Why the broker does not answer; null while it does. */
  get failure(): Failure | null {
    return this.#failure;
  }

  get versions(): BrokerVersions | null {
    return this.#versions;
  }

  /** Starts the deadline of one poll. `nowMs` is a monotonic clock. */
  beginPoll(nowMs: number, deadlineMs: number): void {
    if (this.#closed) return;
    this.#budget?.stop();
    this.#budget = new AnswerBudget(deadlineMs);
    this.#failedInThisPoll = false;
    this.stats.requests = 0;
    this.stats.throttleMs = 0;
    if (!this.#silent) this.#failure = null;
    else if (!this.#probing && nowMs >= this.#nextProbeAtMs) void this.#probe(nowMs, deadlineMs);
  }

  /** Gives up what is still in flight: nobody waits for it, and it says nothing about the broker. */
  endPoll(): void {
    this.#budget?.stop();
    this.#budget = null;
  }

  /** The newest version of `api` that this broker speaks, connecting first if need be. */
  async supports<Args, Out>(api: Api<Args, Out>): Promise<Outcome<number>> {
    const connected = await this.#withinDeadline(() => this.#connected());
    if (!connected.ok) return connected;
    const chosen = this.#versions && negotiate(api, this.#versions);
    return chosen ? succeed(chosen.version) : this.#unsupported(api.name);
  }

  /** Sends one request within the poll's deadline. The answer may be partial: its reader looks at the error codes. */
  async request<Args, Out extends { throttleTimeMs?: number }>(api: Api<Args, Out>, args: Args): Promise<Outcome<Out>> {
    const connected = await this.#withinDeadline(() => this.#connected());
    if (!connected.ok) return connected;
    const chosen = this.#versions && negotiate(api, this.#versions);
    if (!chosen) return this.#unsupported(api.name);
    this.stats.requests++;
    const answer = await this.#withinDeadline(() => chosen.send(connected.value, args));
    if (answer.ok && answer.value.throttleTimeMs) this.#throttled(answer.value.throttleTimeMs);
    return answer;
  }

  /** Ends requests in flight at once; later ones fail. */
  close(): void {
    this.#closed = true;
    this.#failure ??= fail('LINK_CLOSED', `Tidemark no longer asks ${this.#name()}`, this.brokerId).failure;
    this.endPoll();
    this.#probing?.stop();
    this.#drop();
  }

  async #withinDeadline<T extends object>(work: () => Promise<T>): Promise<Outcome<T>> {
    if (this.#failure) return { ok: false, failure: this.#failure };
    const budget = this.#budget;
    if (!budget) throw new Error('request outside of a poll: call beginPoll first');
    budget.begin();
    try {
      const result = await Promise.race([work(), budget.over]);
      if (result === EXPIRED) return this.#missedDeadline(budget.durationMs);
      return result === STOPPED ? this.#failed() : succeed(result);
    } catch (error) {
      return this.#lost(error);
    } finally {
      budget.end();
    }
  }

  #missedDeadline(durationMs: number): { ok: false; failure: Failure } {
    if (!this.#failedInThisPoll) {
      this.#failedInThisPoll = true;
      this.#silent = true;
      this.#probeBackoffMs = 0;
      this.#nextProbeAtMs = 0;
      const message = `Tidemark got no answer from ${this.#name()} within ${durationMs} ms; it is asked again until it answers`;
      this.#failure = { code: 'BROKER_TIMEOUT', message, brokerId: this.brokerId };
      this.#drop();
    }
    return this.#failed();
  }

  #lost(error: unknown): { ok: false; failure: Failure } {
    // The connection still stands: this one answer could not be read, which is no reason to do without the others.
    if (this.#connection?.isConnected()) {
      const message = `an answer of ${this.#name()} cannot be read (${String(error)})`;
      return fail('ANSWER_UNREADABLE', message, this.brokerId);
    }
    if (!this.#failedInThisPoll) {
      this.#failedInThisPoll = true;
      const { code, message } = this.#options.connector.explain(error, this.address);
      this.#failure = { code, message, brokerId: this.brokerId };
      this.#drop();
    }
    return this.#failed();
  }

  #failed(): { ok: false; failure: Failure } {
    const unknown = fail('BROKER_UNREACHABLE', `${this.#name()} does not answer`, this.brokerId).failure;
    return { ok: false, failure: this.#failure ?? unknown };
  }

  #unsupported(name: string): { ok: false; failure: Failure } {
    return fail(
      'UNSUPPORTED_VERSION',
      `${this.#name()} does not offer ${name} in a version Tidemark speaks`,
      this.brokerId,
    );
  }

  #name(): string {
    return this.brokerId === null ? this.address : `broker ${this.brokerId} at ${this.address}`;
  }

  #throttled(ms: number): void {
    this.stats.throttleMs = Math.max(this.stats.throttleMs, ms);
    // KIP-219: the broker mutes the connection after the answer, so the next one comes that much later.
    this.#budget?.extend(ms);
  }

  #connected(): Promise<Connection> {
    // First: a connection on its way stands already while its versions are still asked for.
    if (this.#connecting) return this.#connecting;
    if (this.#connection?.isConnected()) return Promise.resolve(this.#connection);
    const attempt = this.#connect();
    this.#connecting = attempt;
    const forget = () => {
      if (this.#connecting === attempt) this.#connecting = null;
    };
    attempt.then(forget, forget);
    return attempt;
  }

  async #connect(): Promise<Connection> {
    this.#drop();
    const connection = this.#options.connector.create(this.#options.clientId, this.host);
    // Without a listener an error event would end the process; each request hears of the failure by itself.
    connection.on('error', () => undefined);
    this.#connection = connection;
    try {
      await connection.connect(this.host, this.port);
      // Firewalls forget connections that are quiet for minutes, as between two polls of a slow beat.
      connection.socket.setKeepAlive(true, KEEP_ALIVE_MS);
      this.#versions = await readBrokerVersions(connection);
    } catch (error) {
      if (this.#connection === connection) this.#drop();
      throw error;
    }
    return connection;
  }

  async #probe(nowMs: number, deadlineMs: number): Promise<void> {
    const budget = new AnswerBudget(deadlineMs);
    this.#probing = budget;
    budget.begin();
    try {
      const answered = await Promise.race([this.#connected(), budget.over]);
      if (answered === EXPIRED) this.#drop();
      else if (answered !== STOPPED) this.#silent = false;
    } catch {
      // Refused rather than silent: from here on each poll tries by itself and reports what it hears.
      this.#silent = false;
    } finally {
      budget.stop();
      this.#probeBackoffMs = Math.min(Math.max(deadlineMs, this.#probeBackoffMs * 2), this.#options.probeBackoffMaxMs);
      // The time it had to answer is part of the pause, so that polls a few ms apart from their beat skip no probe.
      this.#nextProbeAtMs = nowMs + this.#probeBackoffMs - deadlineMs;
      this.#probing = null;
    }
  }

  #drop(): void {
    const connection = this.#connection;
    this.#connection = null;
    this.#connecting = null;
    if (!connection) return;
    // close ends the client's own timers and waits; destroy, because close alone waits for a peer that may never read again.
    void connection.close();
    connection.socket?.destroy();
  }
}
