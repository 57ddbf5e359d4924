import type { Asked } from './http.ts';

/** What one open tab asks of the server: a stream of finished polls, and after each of them the data that is on screen. */
export interface Tab {
  polls: number;
  close(): Promise<void>;
}

/** Opens the stream and, per finished poll, fetches `paths` (relative to the API). Failed answers end it with an error. */
export async function openTab({ baseUrl, headers }: Asked, cluster: string, paths: string[]): Promise<Tab> {
  const abort = new AbortController();
  const response = await fetch(`${baseUrl}/api/v1/stream?cluster=${cluster}`, { headers, signal: abort.signal });
  if (!response.ok || !response.body) throw new Error(`the stream answered ${response.status}`);
  const tab = { polls: 0 };
  const reading = follow(response.body, async () => {
    tab.polls++;
    for (const path of paths) {
      const answer = await fetch(`${baseUrl}/api/v1/${path}`, { headers, signal: abort.signal });
      await answer.arrayBuffer();
      if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
    }
  }).catch((error: unknown) => {
    if (!abort.signal.aborted) throw error;
  });
  return Object.assign(tab, {
    async close() {
      abort.abort();
      await reading;
    },
  });
}

async function follow(body: ReadableStream<Uint8Array>, onPoll: () => Promise<void>): Promise<void> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of body) {
    text += decoder.decode(chunk, { stream: true });
    const events = text.split('\n\n');
    text = events.pop() ?? '';
    if (events.some((event) => event.includes('data:'))) await onPoll();
  }
}
