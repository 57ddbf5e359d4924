import { errorFromAnswer, networkError } from './api-error.ts';
import { noteServerDate } from './clock.ts';

const ANSWER_TIMEOUT_MS = 20_000;

export type QueryParams = Record<string, string | number | null | undefined>;

/** The path of something of a cluster, each segment made safe: `/api/v1/clusters/prod-eu/topics/orders`. */
export function clusterPath(cluster: string, ...segments: string[]): string {
  return ['/api/v1/clusters', cluster, ...segments]
    .map((part, i) => (i === 0 ? part : encodeURIComponent(part)))
    .join('/');
}

/** The path with those parameters that have a value. */
export function withParams(path: string, params: QueryParams): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    if (value !== null && value !== undefined && value !== '') search.set(name, String(value));
  }
  const text = search.toString();
  return text === '' ? path : `${path}?${text}`;
}

/**
 * The JSON of a GET, typed as the schema of that route says; the server is ours and tests hold it to its schemas.
 * Throws ApiError; an abort by the caller's signal is passed on as it is.
 */
export function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  return answerOf<T>(path, {}, signal);
}

/** The JSON that a change answers with. It is sent once: whether it was done is not known when no answer comes. Throws ApiError. */
export function sendJson<T>(method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<T> {
  if (body === undefined) return answerOf<T>(path, { method });
  return answerOf<T>(path, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

/** The JSON of a question that is asked with a body. It changes nothing, so it can be aborted; else as getJson. */
export function askJson<T>(path: string, body: unknown, signal?: AbortSignal): Promise<T> {
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  return answerOf<T>(path, init, signal);
}

async function answerOf<T>(path: string, init: RequestInit, signal?: AbortSignal): Promise<T> {
  const timeout = AbortSignal.timeout(ANSWER_TIMEOUT_MS);
  let response: Response;
  try {
    response = await fetch(path, {
      ...init,
      headers: { accept: 'application/json, application/problem+json', ...init.headers },
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw networkError(cause);
  }
  noteServerDate(response.headers.get('date'));
  const answer: unknown = await response.json().catch(() => undefined);
  if (!response.ok || answer === undefined) throw errorFromAnswer(response.status, answer);
  return answer as T;
}
