import { pino } from 'pino';
import type { Database } from '#lib/db/database.ts';
import type { ApiContext } from './context.ts';
import { OPERATIONS } from './operations.ts';
import { type RouteHandler, serveNothing } from './route.ts';
import { databasePollFeed } from './stream/database-poll-feed.ts';
import { webProcess } from './web-process.ts';

/** A context on a test database, with one configured cluster called `local`. */
export function testContext(database: Database, url: string, overrides: Partial<ApiContext> = {}): ApiContext {
  return {
    database,
    clusters: [{ name: 'local', pollIntervalMs: 10_000, readCommittedGroups: [] }],
    limits: { patienceMs: 30_000 },
    stream: { maxStreams: 3, heartbeatMs: 15_000, retryMs: 2_000 },
    polls: databasePollFeed({
      database,
      url,
      connectTimeoutMs: 5_000,
      clusters: ['local'],
      lookIntervalMs: 60_000,
      onTrouble: () => {},
    }),
    log: pino({ level: 'silent' }),
    now: () => new Date(),
    ...overrides,
  };
}

/** Makes this the context of every route of the process. */
export function installContext(context: ApiContext): void {
  webProcess().singletons.set('apiContext', context);
}

/** Answers a path as the running server does, through the route files below app/api. */
export async function request(path: string, init: RequestInit = {}): Promise<Response> {
  const url = new URL(`http://localhost${path}`);
  const { handlers, params } = await routeFor(url.pathname);
  const handler = handlers[init.method ?? 'GET'];
  if (handler === undefined) throw new Error(`no handler for ${init.method}`);
  return handler(new Request(url, init), { params: Promise.resolve(params) });
}

interface Route {
  handlers: Record<string, RouteHandler>;
  params: Record<string, string>;
}

async function routeFor(pathname: string): Promise<Route> {
  for (const { path } of OPERATIONS) {
    const match = new RegExp(`^${path.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)').replaceAll('.', '\\.')}$`).exec(pathname);
    if (match === null) continue;
    const file = `../../app${path.replace(/\{(\w+)\}/g, '[$1]')}/route.ts`;
    const raw = Object.entries(match.groups ?? {});
    const params = Object.fromEntries(raw.map(([name, value]) => [name, decodeURIComponent(value)]));
    return { handlers: await import(/* @vite-ignore */ file), params };
  }
  return { handlers: serveNothing(), params: {} };
}
