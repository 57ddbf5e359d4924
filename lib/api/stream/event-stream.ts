export interface ServerSentEvent {
  event: string;
  id: string;
  data: unknown;
}

export interface EventStreamOptions {
  retryMs: number;
  heartbeatMs: number;
  /** Ends the stream when the client has gone. */
  signal: AbortSignal;
  /** Begins to send; returns what must be called when the stream ends. */
  begin: (send: (topic: string, event: ServerSentEvent) => void) => () => void;
}

export interface EventStream {
  body: ReadableStream<Uint8Array>;
  /** Ends the stream from this side. */
  close(): void;
}

/** A client that has not taken anything for this many heartbeats is let go; it reconnects if it still lives. */
const MOST_STALLED_HEARTBEATS = 4;

/** Text of an event as the protocol has it; JSON has no line breaks of its own. */
export function encodeEvent({ event, id, data }: ServerSentEvent): string {
  return `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

/**
 * A stream of events whose buffer is bounded: for a client that does not keep up, the newest event of each topic replaces
 * the one that waits.
 */
export function eventStream({ retryMs, heartbeatMs, signal, begin }: EventStreamOptions): EventStream {
  const encoder = new TextEncoder();
  const waiting = new Map<string, ServerSentEvent>();
  let close = () => {};
  let release = () => {};

  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      let stalledHeartbeats = 0;
      const write = (text: string) => controller.enqueue(encoder.encode(text));
      const hasRoom = () => (controller.desiredSize ?? 0) > 0;
      const send = (topic: string, event: ServerSentEvent) => {
        if (hasRoom()) write(encodeEvent(event));
        else waiting.set(topic, event);
      };
      const beat = () => {
        stalledHeartbeats = hasRoom() ? 0 : stalledHeartbeats + 1;
        if (stalledHeartbeats === 0) write(': still here\n\n');
        if (stalledHeartbeats < MOST_STALLED_HEARTBEATS) return;
        release();
        // Closing would wait until the client takes what is queued, which is what it does not do.
        controller.error(new Error('the client does not take its events'));
      };

      write(`retry: ${retryMs}\n\n`);
      const heartbeat = setInterval(beat, heartbeatMs);
      const end = begin(send);
      let open = true;
      release = () => {
        if (!open) return;
        open = false;
        clearInterval(heartbeat);
        signal.removeEventListener('abort', close);
        end();
      };
      close = () => {
        if (!open) return;
        release();
        controller.close();
      };
      signal.addEventListener('abort', close);
      if (signal.aborted) close();
    },
    pull(controller) {
      const [next] = waiting;
      if (next === undefined) return;
      waiting.delete(next[0]);
      controller.enqueue(encoder.encode(encodeEvent(next[1])));
    },
    cancel: () => release(),
  });
  return { body, close: () => close() };
}
