// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type EventSourceLike, followPolls } from './poll-stream.ts';

class TestSource implements EventSourceLike {
  static all: TestSource[] = [];
  readonly url: string;
  readyState = 0;
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;
  readonly listeners = new Map<string, (event: MessageEvent<string>) => void>();

  constructor(url: string) {
    this.url = url;
    TestSource.all.push(this);
  }
  addEventListener(type: string, listener: (event: MessageEvent<string>) => void) {
    this.listeners.set(type, listener);
  }
  close() {
    this.readyState = 2;
  }
  connect() {
    this.readyState = 1;
    this.onopen?.();
  }
  drop(readyState: number) {
    this.readyState = readyState;
    this.onerror?.();
  }
  poll(id: string) {
    this.listeners.get('poll')?.(new MessageEvent('poll', { data: '{}', lastEventId: id }));
  }
}

let visibility: DocumentVisibilityState = 'visible';
let end: () => void = () => {};
const onNewer = vi.fn();

function start(): TestSource {
  end = followPolls({
    url: '/api/v1/stream?cluster=c',
    onNewer,
    openSource: (url) => new TestSource(url),
    quietMs: () => 60_000,
  });
  return newest();
}

function newest(): TestSource {
  const source = TestSource.all.at(-1);
  if (!source) throw new Error('no stream was opened');
  return source;
}

function show(state: DocumentVisibilityState) {
  visibility = state;
  document.dispatchEvent(new Event('visibilitychange'));
}

beforeEach(() => {
  vi.useFakeTimers();
  visibility = 'visible';
  TestSource.all = [];
  onNewer.mockClear();
  vi.spyOn(document, 'visibilityState', 'get').mockImplementation(() => visibility);
});

afterEach(() => {
  end();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

it('looks once per poll, however often the poll is announced', () => {
  const source = start();
  source.connect();
  source.poll('7');
  source.poll('7');
  source.poll('8');
  expect(onNewer).toHaveBeenCalledTimes(2);
});

it('looks once after a reconnect, and not at the first connection', () => {
  const source = start();
  source.connect();
  expect(onNewer).not.toHaveBeenCalled();
  source.drop(0);
  source.connect();
  expect(onNewer).toHaveBeenCalledTimes(1);
});

it('holds no connection while the tab is hidden and catches up once when shown', () => {
  const source = start();
  source.connect();
  show('hidden');
  expect(source.readyState).toBe(2);
  vi.advanceTimersByTime(60_000);
  expect(onNewer).not.toHaveBeenCalled();
  show('visible');
  newest().connect();
  expect(TestSource.all).toHaveLength(2);
  expect(onNewer).toHaveBeenCalledTimes(1);
});

it('opens the stream anew when the browser has given up on it', () => {
  start().drop(2);
  expect(TestSource.all).toHaveLength(1);
  vi.advanceTimersByTime(5_000);
  expect(TestSource.all).toHaveLength(2);
});

it('still looks now and then while there is no stream', () => {
  start().drop(0);
  vi.advanceTimersByTime(10_000);
  expect(onNewer).toHaveBeenCalledTimes(1);
  newest().connect();
  vi.advanceTimersByTime(40_000);
  expect(onNewer).toHaveBeenCalledTimes(1);
});

it('looks by itself when no poll is told for long, as long as that lasts', () => {
  const source = start();
  source.connect();
  vi.advanceTimersByTime(50_000);
  source.poll('7');
  vi.advanceTimersByTime(60_000);
  expect(onNewer).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(20_000);
  expect(onNewer).toHaveBeenCalledTimes(3);
  source.poll('8');
  vi.advanceTimersByTime(60_000);
  expect(onNewer).toHaveBeenCalledTimes(4);
});

it('leaves nothing behind', () => {
  const source = start();
  source.connect();
  end();
  vi.advanceTimersByTime(60_000);
  show('hidden');
  show('visible');
  expect(source.readyState).toBe(2);
  expect(TestSource.all).toHaveLength(1);
  expect(onNewer).not.toHaveBeenCalled();
});
