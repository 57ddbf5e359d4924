import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Job, type Life, pause, supervise } from './life.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const failing = (times: number, then: (life: Life) => Promise<void>): Job & { runs: number } => ({
  name: 'job',
  runs: 0,
  async run(life) {
    this.runs += 1;
    if (this.runs <= times) throw new Error('broker gone');
    await then(life);
  },
});

const untilStopped = async (life: Life): Promise<void> => {
  life.up();
  await pause(1_000_000, life.signal);
};

describe('supervise', () => {
  it('starts a job again until it is up', async () => {
    const lines: string[] = [];
    const job = failing(2, untilStopped);
    const stopping = new AbortController();
    const supervised = supervise(job, stopping.signal, (line) => lines.push(line));
    await vi.advanceTimersByTimeAsync(5_000);
    await supervised.ready;
    expect(job.runs).toBe(3);
    expect(lines).toEqual([]);
    stopping.abort();
    await supervised.ended;
  });

  it('says once that an outage lasts, and once that it is over', async () => {
    const lines: string[] = [];
    const job = failing(8, untilStopped);
    const stopping = new AbortController();
    const supervised = supervise(job, stopping.signal, (line) => lines.push(line));
    await vi.advanceTimersByTimeAsync(120_000);
    await supervised.ready;
    expect(lines).toEqual(['job: broker gone; trying again until it works', 'job: running again']);
    stopping.abort();
    await supervised.ended;
  });

  it('gives the innermost reason of wrapped errors', async () => {
    const lines: string[] = [];
    const refused = new Error('connection refused', { cause: new Error('ECONNREFUSED') });
    const job: Job = { name: 'job', run: () => Promise.reject(new AggregateError([refused], 'failed 4 times')) };
    const stopping = new AbortController();
    const supervised = supervise(job, stopping.signal, (line) => lines.push(line));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(lines).toEqual(['job: ECONNREFUSED; trying again until it works']);
    stopping.abort();
    await supervised.ended;
  });

  it('waits longer each time, and never longer than 15 s', async () => {
    const job = failing(1_000, untilStopped);
    const stopping = new AbortController();
    const supervised = supervise(job, stopping.signal, () => undefined);
    await vi.advanceTimersByTimeAsync(600_000);
    expect(job.runs).toBeGreaterThan(600 / 15);
    expect(job.runs).toBeLessThan(600 / 15 + 10);
    stopping.abort();
    await supervised.ended;
  });

  it('lets a job end that is done', async () => {
    const job = failing(0, async (life) => life.up());
    const supervised = supervise(job, new AbortController().signal, () => undefined);
    await supervised.ready;
    await supervised.ended;
    expect(job.runs).toBe(1);
  });
});
