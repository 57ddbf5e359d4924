import {
  apiVersionsV0,
  type Callback,
  Connection,
  NetworkError,
  type ResponseParser,
  saslAuthenticateV2,
  saslHandshakeV1,
  type Writer,
} from '@platformatic/kafka';

/**
 * The broker closed the connection on its first real request. ApiVersions is answered before any sign-in, so this is how a
 * listener says that it wants one.
 */
export class HungUpAtOnceError extends Error {
  readonly code = 'HUNG_UP_AT_ONCE';
}

const SASL_KEYS: ReadonlySet<number> = new Set([saslHandshakeV1.api.key, saslAuthenticateV2.api.key]);

/**
 * A connection that signs in again before its SASL session ends, without losing requests. A broker closes the connection on
 * any other request between the steps of signing in, and the client sends them all the same: so here requests wait
 * meanwhile, and signing in waits until the broker owes no answer.
 */
export class SessionConnection extends Connection {
  #renewal: 'none' | 'due' | 'running' = 'none';
  #unanswered = 0;
  #held: (() => void)[] = [];
  #lastError: Error | null = null;
  /** A request that only a signed-in client may send was answered. */
  #served = false;

  constructor(...args: ConstructorParameters<typeof Connection>) {
    super(...args);
    // Without a listener an error event would end the process.
    this.on('error', (error) => {
      this.#lastError = error;
    });
  }

  override isConnected(): boolean {
    return super.isConnected() || this.#renewal === 'running';
  }

  override send<T>(
    apiKey: number,
    apiVersion: number,
    createPayload: () => Writer | Promise<Writer>,
    parser: ResponseParser<T>,
    taggedRequest: boolean,
    taggedResponse: boolean,
    callback: Callback<T>,
  ): void {
    const dispatch = (answered: Callback<T>) =>
      super.send(apiKey, apiVersion, createPayload, parser, taggedRequest, taggedResponse, answered);
    if (SASL_KEYS.has(apiKey)) {
      dispatch(callback);
      return;
    }
    const counted = () => {
      this.#unanswered++;
      dispatch((error, answer) => {
        this.#unanswered--;
        this.#served ||= error === null && apiKey !== apiVersionsV0.api.key;
        callback(error && this.#explained(error), answer);
        this.#renewOnceQuiet();
      });
    };
    if (this.#renewal === 'none') counted();
    else this.#held.push(counted);
  }

  /** Called by the client when most of the session's life is over. */
  override reauthenticate(): void {
    if (this.#renewal === 'none') this.#renewal = 'due';
    this.#renewOnceQuiet();
  }

  #renewOnceQuiet(): void {
    if (this.#renewal !== 'due' || this.#unanswered > 0) return;
    if (!super.isConnected()) {
      this.#release();
      return;
    }
    this.#renewal = 'running';
    const finished = () => {
      for (const event of FINISHED) this.removeListener(event, finished);
      this.#release();
    };
    for (const event of FINISHED) this.on(event, finished);
    super.reauthenticate();
  }

  /** Lets the held requests go; on a connection that broke meanwhile they fail as any other. */
  #release(): void {
    this.#renewal = 'none';
    for (const dispatch of this.#held.splice(0)) dispatch();
  }

  /** A request on a lost connection only hears that it was closed; why came as an event. */
  #explained(error: Error): Error {
    if (error.cause || !(error instanceof NetworkError)) return error;
    const reason = this.#lastError ?? (this.#served ? null : new HungUpAtOnceError('closed on the first request'));
    return reason ? new NetworkError(error.message, { cause: reason }) : error;
  }
}

const FINISHED = ['sasl:authentication:extended', 'error', 'close'] as const;
