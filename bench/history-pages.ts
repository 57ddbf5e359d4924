import type { Database } from '#lib/db/database.ts';
import { randomCluster } from './history-load.ts';
import { openWriter } from './history-store.ts';
import { type Asked, timedRequests } from './http.ts';
import { progress } from './progress.ts';

export const PAGE_CLUSTER = 'pages';

export interface PageShape {
  groups: number;
  requests: number;
  /** Every so often all groups move, in one poll. */
  beatMs: number;
}

const LIMIT = 100;
const FAR_PAGE = 50;

/** Pages of a list of many groups while polls write it; gives the slowest p95 of the kinds of pages. */
export async function measurePages(db: Database, asked: Asked, shape: PageShape): Promise<number> {
  const load = { topics: 100, partitionsPerTopic: 1, groups: shape.groups, topicsPerGroup: 1 };
  const cluster = randomCluster(load, 3);
  const { writer, lease } = await openWriter(db, PAGE_CLUSTER);
  await writer.write(cluster.poll(Date.now(), true), lease);
  const polls = beating(shape.beatMs, async () => {
    await writer.write(cluster.poll(Date.now(), true), lease);
  });
  const list = `/api/v1/clusters/${PAGE_CLUSTER}/groups?limit=${LIMIT}`;
  const slowest: number[] = [];
  for (const sort of ['-lag', 'name']) {
    const far = `&cursor=${await cursorOfPage(asked, `${list}&sort=${sort}`, FAR_PAGE)}`;
    const page = (nth: number) => `${list}&sort=${sort}${nth % 2 === 0 ? '' : far}`;
    slowest.push(await timedRequests(`groups by ${sort}`, shape.requests, asked, page));
  }
  const searched = (nth: number) => `${list}&sort=-lag&search=p-0${String(nth % 100).padStart(2, '0')}`;
  slowest.push(await timedRequests('groups searched', shape.requests, asked, searched));
  progress(`${await polls.stop()} polls were written meanwhile`);
  return Math.max(...slowest);
}

async function cursorOfPage({ baseUrl, headers }: Asked, list: string, page: number): Promise<string> {
  let cursor = '';
  for (let nth = 1; nth < page; nth++) {
    const response = await fetch(`${baseUrl}${list}${cursor === '' ? '' : `&cursor=${cursor}`}`, { headers });
    const body: unknown = await response.json();
    const next = typeof body === 'object' && body !== null && 'nextCursor' in body ? body.nextCursor : null;
    if (typeof next !== 'string') return cursor;
    cursor = encodeURIComponent(next);
  }
  return cursor;
}

/** Does `work` again and again, with a pause, until stopped; gives how often. */
function beating(pauseMs: number, work: () => Promise<void>): { stop(): Promise<number> } {
  let stopped = false;
  let done = 0;
  const running = (async () => {
    while (!stopped) {
      await work();
      done += 1;
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  })();
  return {
    async stop() {
      stopped = true;
      await running;
      return done;
    },
  };
}
