import { describe, expect, test } from 'vitest';
import { AnswerBudget, EXPIRED, STOPPED } from './answer-budget.ts';

/** Timers of a busy machine come late; they never come early by more than their own rounding. */
const EARLY_MS = 2;
const LATE_MS = 150;

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
const PENDING = Symbol('pending');
/** What the budget has come to by now. */
const nowOf = (budget: AnswerBudget) => Promise.race([budget.over, sleep(0).then(() => PENDING)]);

async function expiryOf(budget: AnswerBudget): Promise<number> {
  const startedAt = performance.now();
  expect(await budget.over).toBe(EXPIRED);
  return performance.now() - startedAt;
}

describe('the time of one broker', () => {
  test('is used up by an answer that does not come', async () => {
    const budget = new AnswerBudget(60);
    budget.begin();
    const tookMs = await expiryOf(budget);
    expect(tookMs).toBeGreaterThanOrEqual(60 - EARLY_MS);
    expect(tookMs).toBeLessThan(60 + LATE_MS);
  });

  test('does not run while nothing is owed', async () => {
    const budget = new AnswerBudget(40);
    budget.begin();
    budget.end();
    await sleep(80);
    expect(await nowOf(budget)).toBe(PENDING);
    budget.begin();
    const tookMs = await expiryOf(budget);
    expect(tookMs).toBeGreaterThan(15);
  });

  test('is one for several answers in turn', async () => {
    const budget = new AnswerBudget(80);
    budget.begin();
    await sleep(50);
    budget.end();
    budget.begin();
    const tookMs = await expiryOf(budget);
    expect(tookMs).toBeLessThan(50);
  });

  test('runs once for answers owed at the same time, until the last has come', async () => {
    const budget = new AnswerBudget(80);
    budget.begin();
    budget.begin();
    await sleep(30);
    budget.end();
    const tookMs = await expiryOf(budget);
    expect(tookMs).toBeGreaterThanOrEqual(80 - 30 - LATE_MS);
    expect(tookMs).toBeLessThanOrEqual(50 + EARLY_MS + LATE_MS);
  });

  test('is prolonged by a throttle, while an answer is owed and while not', async () => {
    const budget = new AnswerBudget(40);
    budget.extend(40);
    budget.begin();
    await sleep(20);
    budget.extend(60);
    const tookMs = await expiryOf(budget);
    expect(tookMs).toBeGreaterThanOrEqual(140 - 20 - EARLY_MS - 20);
  });

  test('stopped ends every wait at once, and leaves no timer', async () => {
    const timersBefore = timers();
    const budget = new AnswerBudget(60_000);
    budget.begin();
    expect(timers()).toBe(timersBefore + 1);
    budget.stop();
    expect(timers()).toBe(timersBefore);
    expect(await nowOf(budget)).toBe(STOPPED);
  });

  test('once used up stays so', async () => {
    const budget = new AnswerBudget(10);
    budget.begin();
    await expiryOf(budget);
    budget.end();
    budget.begin();
    expect(await budget.over).toBe(EXPIRED);
    budget.end();
  });
});
