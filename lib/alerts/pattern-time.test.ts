import { expect, test } from 'vitest';
import { PatternTime } from './pattern-time.ts';

/** A clock that goes by what is asked: each question takes so long. */
function taking(askMs: number) {
  let ms = 0;
  const time = new PatternTime({ mostMs: 100, share: 0.25, now: () => ms });
  const ask = () =>
    time.spend(() => {
      ms += askMs;
      return 'answer';
    });
  return {
    ask,
    askAll: () => Array.from({ length: 1_000 }, ask).filter((one) => one !== null).length,
    pass: (passed: number) => (ms += passed),
    nowMs: () => ms,
  };
}

test('what is asked without a break has an end, however much it is', () => {
  const { ask, askAll, nowMs } = taking(10);
  expect(askAll()).toBeLessThanOrEqual(14);
  expect(nowMs()).toBeLessThanOrEqual(140);
  expect(ask()).toBeNull();
});

test('it goes on with the time that goes by, up to as much as at first', () => {
  const { askAll, pass } = taking(10);
  askAll();
  pass(80);
  expect(askAll()).toBe(2);
  pass(3_600_000);
  expect(askAll()).toBeLessThanOrEqual(14);
});

test('one question may take longer than there is time for, and is paid for later', () => {
  const { ask, pass } = taking(500);
  expect(ask()).toBe('answer');
  pass(1_000);
  expect(ask()).toBeNull();
  pass(1_000);
  expect(ask()).toBe('answer');
});
