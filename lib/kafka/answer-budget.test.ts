import { describe, expect, test } from 'vitest';
import { AnswerBudget, EXPIRED, STOPPED } from './answer-budget.ts';

/** Timers of a busy machine come late; they never come early by more than their own rounding. */
const EARLY_MS = 2;
const LATE_MS = 300;

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
const PENDING = Symbol('pending');
/** What the budget has come to by now. */
const nowOf = (budget: AnswerBudget) => Promise.race([budget.over, sleep(0).then(() => PENDING)]);

/** Expects the time to be used up `ms` after `startedAt`. */
async function expectExpiry(budget: AnswerBudget, startedAt: number, ms: number): Promise<void> {
  expect(await budget.over).toBe(EXPIRED);
  const tookMs = performance.now() - startedAt;
  expect(tookMs).toBeGreaterThanOrEqual(ms - EARLY_MS);
  expect(tookMs).toBeLessThan(ms + LATE_MS);
}

describe('the time of one broker', () => {
  test('is used up by an answer that does not come', async () => {
    const budget = new AnswerBudget(60);
    const startedAt = performance.now();
    budget.begin();
    await expectExpiry(budget, startedAt, 60);
  });

  test('does not run while nothing is owed', async () => {
    const budget = new AnswerBudget(400);
    budget.begin();
    budget.end();
    await sleep(450);
    expect(await nowOf(budget)).toBe(PENDING);
    const startedAt = performance.now();
    budget.begin();
    await expectExpiry(budget, startedAt, 390);
  });

  test('is one for several answers in turn', async () => {
    const budget = new AnswerBudget(500);
    const startedAt = performance.now();
    budget.begin();
    await sleep(400);
    budget.end();
    budget.begin();
    await expectExpiry(budget, startedAt, 500);
  });

  test('runs once for answers owed at the same time, until the last has come', async () => {
    const budget = new AnswerBudget(500);
    const startedAt = performance.now();
    budget.begin();
    budget.begin();
    await sleep(400);
    budget.end();
    await expectExpiry(budget, startedAt, 500);
  });

  test('is prolonged by a throttle, while an answer is owed and while not', async () => {
    const budget = new AnswerBudget(40);
    budget.extend(60);
    const startedAt = performance.now();
    budget.begin();
    await sleep(20);
    budget.extend(500);
    await expectExpiry(budget, startedAt, 600);
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
    await budget.over;
    budget.end();
    budget.begin();
    expect(await budget.over).toBe(EXPIRED);
    budget.end();
  });
});
