import { type AddressInfo, createServer, type Socket, connect as tcpConnect } from 'node:net';

/** What happens to answers on their way back to the client. */
type Treatment = { kind: 'pass' } | { kind: 'hold' } | { kind: 'delay'; ms: number };

/** A TCP proxy in front of one server, to make that server look unreachable, silent or slow to whoever connects through it. */
export interface TcpProxy {
  readonly port: number;
  /** Connections accepted since the start. */
  readonly accepted: number;
  /** Answers flow; those kept back until now come first, in order. Listens again after `refuse`. */
  pass(): Promise<void>;
  /** Connections are accepted, requests arrive, no answer ever comes back. */
  hold(): void;
  /** Every answer takes `ms` longer. */
  delay(ms: number): void;
  /** Resets every connection and refuses new ones, as the machine of a dead process does. */
  refuse(): Promise<void>;
  /** Ends the connections that are open now, as a server does that finds them idle. */
  disconnect(): void;
  close(): Promise<void>;
}

/** Starts a proxy on a port of the loopback address: `port`, or a free one. */
export async function startTcpProxy({
  targetPort,
  port = 0,
}: {
  targetPort: number;
  port?: number;
}): Promise<TcpProxy> {
  let treatment: Treatment = { kind: 'pass' };
  let accepted = 0;
  const connections = new Set<ProxiedConnection>();
  const server = createServer((client) => {
    accepted++;
    const connection = new ProxiedConnection(client, targetPort, () => treatment);
    connections.add(connection);
    client.once('close', () => connections.delete(connection));
  });
  const listen = (on: number) =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ port: on, host: '127.0.0.1' }, resolve);
    });
  const stopListening = () => new Promise<void>((resolve) => server.close(() => resolve()));
  await listen(port);
  const actualPort = (server.address() as AddressInfo).port;

  const treat = (next: Treatment) => {
    treatment = next;
    for (const connection of connections) connection.treatmentChanged();
  };
  const refuse = async () => {
    const stopped = server.listening ? stopListening() : Promise.resolve();
    for (const connection of connections) connection.reset();
    await stopped;
  };

  return {
    port: actualPort,
    get accepted() {
      return accepted;
    },
    async pass() {
      treat({ kind: 'pass' });
      if (!server.listening) await listen(actualPort);
    },
    hold: () => treat({ kind: 'hold' }),
    delay: (ms) => treat({ kind: 'delay', ms }),
    refuse,
    disconnect() {
      for (const connection of connections) connection.end();
    },
    close: refuse,
  };
}

/** One client and its connection to the target. Answers wait in a queue, so that none overtakes another. */
class ProxiedConnection {
  #client: Socket;
  #target: Socket;
  #treatment: () => Treatment;
  #queue: { chunk: Buffer; arrivedAtMs: number }[] = [];
  #targetEnded = false;
  #timer: NodeJS.Timeout | null = null;

  constructor(client: Socket, targetPort: number, treatment: () => Treatment) {
    this.#client = client;
    this.#treatment = treatment;
    this.#target = tcpConnect({ host: '127.0.0.1', port: targetPort });
    client.setNoDelay(true);
    this.#target.setNoDelay(true);
    client.pipe(this.#target);
    this.#target.on('data', (chunk) => {
      this.#queue.push({ chunk, arrivedAtMs: performance.now() });
      this.#deliver();
    });
    this.#target.on('end', () => {
      this.#targetEnded = true;
      this.#deliver();
    });
    this.#target.on('error', () => this.reset());
    client.on('error', () => this.#target.destroy());
    client.once('close', () => {
      this.#cancel();
      this.#target.destroy();
    });
  }

  treatmentChanged(): void {
    this.#deliver();
  }

  reset(): void {
    this.#client.resetAndDestroy();
  }

  end(): void {
    this.#client.end();
    this.#target.destroy();
  }

  #deliver(): void {
    this.#cancel();
    const treatment = this.#treatment();
    if (treatment.kind === 'hold') return;
    const delayMs = treatment.kind === 'delay' ? treatment.ms : 0;
    for (let next = this.#queue[0]; next; next = this.#queue[0]) {
      const leftMs = next.arrivedAtMs + delayMs - performance.now();
      if (leftMs > 0) {
        this.#timer = setTimeout(() => this.#deliver(), Math.ceil(leftMs));
        return;
      }
      this.#queue.shift();
      this.#client.write(next.chunk);
    }
    if (this.#targetEnded) this.#client.end();
  }

  #cancel(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
