import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { encodeEvent, eventStream, type ServerSentEvent } from './event-stream.ts';

const event = (id: number): ServerSentEvent => ({ event: 'poll', id: String(id), data: { n: id } });
const text = (id: number) => `id: ${id}\nevent: poll\ndata: {"n":${id}}\n\n`;

function open(signal = new AbortController().signal) {
  let send: (topic: string, event: ServerSentEvent) => void = () => {};
  const end = vi.fn();
  const stream = eventStream({
    retryMs: 2000,
    heartbeatMs: 1000,
    signal,
    begin: (given) => {
      send = given;
      return end;
    },
  });
  const reader = stream.body.getReader();
  const decoder = new TextDecoder();
  const read = async () => {
    const { done, value } = await reader.read();
    return done ? null : decoder.decode(value);
  };
  return { send: (topic: string, one: ServerSentEvent) => send(topic, one), end, stream, reader, read };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('an event is id, name and data on lines of their own, whatever is in the data', () => {
  expect(encodeEvent({ event: 'poll', id: '7', data: { text: 'a\nb\r\n' } })).toBe(
    'id: 7\nevent: poll\ndata: {"text":"a\\nb\\r\\n"}\n\n',
  );
});

describe('a stream', () => {
  test('begins with the pause before a reconnect, then has events and heartbeats', async () => {
    const { send, read } = open();
    expect(await read()).toBe('retry: 2000\n\n');
    send('local', event(1));
    expect(await read()).toBe(text(1));
    const next = read();
    await vi.advanceTimersByTimeAsync(1000);
    expect(await next).toBe(': still here\n\n');
  });

  test('keeps for a slow client the newest event of each topic only', async () => {
    const { send, read } = open();
    for (let id = 1; id <= 1000; id += 1) send('a', event(id));
    send('b', event(7));
    expect(await read()).toBe('retry: 2000\n\n');
    expect(await read()).toBe(text(1000));
    expect(await read()).toBe(text(7));
    send('a', event(1001));
    expect(await read()).toBe(text(1001));
  });

  test('lets a client go that takes nothing at all', async () => {
    const { end, read } = open();
    await vi.advanceTimersByTimeAsync(3000);
    expect(end).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1000);
    expect(end).toHaveBeenCalledOnce();
    await expect(read()).rejects.toThrow('does not take its events');
    expect(vi.getTimerCount()).toBe(0);
  });

  test.each([
    ['is closed from this side', async ({ stream }: ReturnType<typeof open>) => stream.close()],
    ['is cancelled by its reader', async ({ reader }: ReturnType<typeof open>) => reader.cancel()],
  ])('that %s ends once and leaves no timer', async (_case, finish) => {
    const opened = open();
    await opened.read();
    await finish(opened);
    opened.stream.close();
    expect(await opened.read()).toBeNull();
    expect(opened.end).toHaveBeenCalledOnce();
    expect(vi.getTimerCount()).toBe(0);
  });

  test('ends when the client has gone, also when it went before the stream began', async () => {
    const abort = new AbortController();
    const opened = open(abort.signal);
    abort.abort();
    expect(opened.end).toHaveBeenCalledOnce();
    const late = open(abort.signal);
    expect(late.end).toHaveBeenCalledOnce();
    expect(vi.getTimerCount()).toBe(0);
  });
});
