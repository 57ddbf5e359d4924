import { progress } from './progress.ts';
import { median, percentile, rounded } from './statistics.ts';

/** A console that is measured, and the headers that say who asks it. */
export interface Asked {
  baseUrl: string;
  headers: Record<string, string>;
}

/** Milliseconds from request to last byte of `requests` answers, one after the other and after one that does not count: p95. */
export async function timedRequests(
  what: string,
  requests: number,
  asked: Asked,
  pathOf: (nth: number) => string,
): Promise<number> {
  await timed(asked, pathOf(requests));
  const durations: number[] = [];
  for (let nth = 0; nth < requests; nth++) durations.push(await timed(asked, pathOf(nth)));
  const [p50, p95, max] = [median(durations), percentile(durations, 0.95), Math.max(...durations)].map(rounded);
  progress(`${what}: p50 ${p50} ms, p95 ${p95} ms, longest ${max} ms over ${requests} requests`);
  return percentile(durations, 0.95);
}

async function timed({ baseUrl, headers }: Asked, path: string): Promise<number> {
  const startedAt = performance.now();
  const response = await fetch(baseUrl + path, { headers });
  const body = await response.arrayBuffer();
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${Buffer.from(body).toString()}`);
  return performance.now() - startedAt;
}

/** What a GET answers, as JSON of this shape; null where there is no such thing yet. */
export async function answer<Shape>({ baseUrl, headers }: Asked, path: string): Promise<Shape | null> {
  const response = await fetch(baseUrl + path, { headers });
  if (response.status === 404) return null;
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
  return response.json();
}
