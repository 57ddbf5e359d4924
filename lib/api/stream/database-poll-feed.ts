import type { Database } from '#lib/db/database.ts';
import { POLL_CHANNEL } from '#lib/history/writer.ts';
import { newPolls } from '#lib/views/new-polls.ts';
import { listenForNotifications } from './notifications.ts';
import { createPollFeed, type PollFeed } from './poll-feed.ts';

export interface DatabasePollFeedOptions {
  database: Database;
  /** For the one connection that listens, outside the pool. */
  url: string;
  connectTimeoutMs: number;
  clusters: readonly string[];
  lookIntervalMs: number;
  /** Told at the first of a row of failures; polls are missed until it heals by itself. */
  onTrouble: (error: unknown) => void;
}

/** The finished polls of all clusters as Postgres tells them. */
export function databasePollFeed(options: DatabasePollFeedOptions): PollFeed {
  const { database, url, connectTimeoutMs, clusters, lookIntervalMs } = options;
  let troubled = false;
  const onTrouble = (error: unknown) => {
    if (!troubled) options.onTrouble(error);
    troubled = true;
  };
  return createPollFeed({
    clusters,
    lookIntervalMs,
    onTrouble,
    async look(known) {
      const events = await newPolls(database, known);
      troubled = false;
      return events;
    },
    listen: (onHint) =>
      listenForNotifications({
        url,
        channel: POLL_CHANNEL,
        applicationName: 'tidemark-web-listen',
        connectTimeoutMs,
        onNotification: onHint,
        onTrouble,
      }),
  });
}
