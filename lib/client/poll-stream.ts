/** The part of EventSource we use, so that a test can stand in for the network. */
export interface EventSourceLike {
  readonly readyState: number;
  onopen: (() => void) | null;
  onerror: (() => void) | null;
  addEventListener(type: string, listener: (event: MessageEvent<string>) => void): void;
  close(): void;
}

export interface PollStreamOptions {
  url: string;
  /** Called when there may be newer data: once per poll, once after each reconnect, once when shown again. */
  onNewer: () => void;
  openSource?: (url: string) => EventSourceLike;
  /**
   * How long no poll may be told before we look by ourselves: a stream can be open and silent, because nobody polls or
   * because its server has lost the database, and only a question finds out which.
   */
  quietMs: () => number;
}

const CLOSED = 2;
const REOPEN_AFTER_MS = 5_000;
/** Without a stream (a proxy that cuts it, too many of them) we still look this often. */
const FALLBACK_MS = 10_000;

/**
 * Listens to the polls of a cluster and says when to look again. A hidden tab holds no connection (browsers give six per
 * host) and catches up when shown. Returns the function that ends it.
 */
export function followPolls(options: PollStreamOptions): () => void {
  const openSource = options.openSource ?? ((url: string) => new EventSource(url) as EventSourceLike);
  let source: EventSourceLike | null = null;
  let reopen: ReturnType<typeof setTimeout> | undefined;
  let connected = false;
  let everConnected = false;
  let lastPoll: string | null = null;
  let toldAtMs = Date.now();

  const onPoll = (event: MessageEvent<string>) => {
    if (event.lastEventId !== '' && event.lastEventId === lastPoll) return;
    lastPoll = event.lastEventId;
    toldAtMs = Date.now();
    options.onNewer();
  };

  const open = () => {
    clearTimeout(reopen);
    if (source) return;
    source = openSource(options.url);
    source.onopen = () => {
      connected = true;
      if (everConnected) options.onNewer();
      everConnected = true;
    };
    source.onerror = () => {
      connected = false;
      // The browser reconnects by itself unless the answer was not a stream; then it gives up for good.
      if (source?.readyState !== CLOSED) return;
      close();
      reopen = setTimeout(open, REOPEN_AFTER_MS);
    };
    source.addEventListener('poll', onPoll);
    source.addEventListener('message', onPoll);
  };

  const close = () => {
    clearTimeout(reopen);
    source?.close();
    source = null;
    connected = false;
  };

  const onVisibility = () => {
    if (document.visibilityState === 'hidden') return close();
    if (source) return;
    // The catch-up of being shown is the one of the reconnect: not two.
    if (!everConnected) options.onNewer();
    open();
  };

  const fallback = setInterval(() => {
    const quiet = Date.now() - toldAtMs > options.quietMs();
    if ((!connected || quiet) && document.visibilityState !== 'hidden') options.onNewer();
  }, FALLBACK_MS);

  document.addEventListener('visibilitychange', onVisibility);
  if (document.visibilityState !== 'hidden') open();

  return () => {
    document.removeEventListener('visibilitychange', onVisibility);
    clearInterval(fallback);
    close();
  };
}
