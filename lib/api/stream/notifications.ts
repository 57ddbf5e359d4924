import pg from 'pg';

export interface NotificationOptions {
  url: string;
  channel: string;
  applicationName: string;
  connectTimeoutMs: number;
  /** Called for each notification, and once after each (re)connect, since some may have been missed before it. */
  onNotification: () => void;
  /** Told when the connection broke or could not be made; it is tried again by itself. */
  onTrouble: (error: Error) => void;
}

const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 5_000;

/** Keeps one connection that LISTENs, and makes a new one whenever it breaks. Returns the function that ends it. */
export function listenForNotifications(options: NotificationOptions): () => void {
  let ended = false;
  let client: pg.Client | null = null;
  let retryMs = FIRST_RETRY_MS;
  let retryTimer: ReturnType<typeof setTimeout> | undefined;

  const connect = async () => {
    const current = new pg.Client({
      connectionString: options.url,
      application_name: options.applicationName,
      connectionTimeoutMillis: options.connectTimeoutMs,
      keepAlive: true,
    });
    client = current;
    let lost = false;
    const lose = (error: Error) => {
      if (lost || ended) return;
      lost = true;
      options.onTrouble(error);
      // Also closes a half-made connection; that it cannot be ended politely is no news.
      current.end().catch(() => {});
      retryTimer = setTimeout(connect, retryMs);
      retryMs = Math.min(retryMs * 2, LONGEST_RETRY_MS);
    };
    current.on('error', lose);
    current.on('end', () => lose(new Error('the server closed the connection')));
    current.on('notification', () => options.onNotification());
    try {
      await current.connect();
      await current.query(`listen ${pg.escapeIdentifier(options.channel)}`);
    } catch (error) {
      lose(error instanceof Error ? error : new Error(String(error)));
      return;
    }
    if (lost || ended) return;
    retryMs = FIRST_RETRY_MS;
    options.onNotification();
  };

  void connect();
  return () => {
    ended = true;
    clearTimeout(retryTimer);
    client?.end().catch(() => {});
  };
}
