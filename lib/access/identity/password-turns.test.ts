import { expect, test } from 'vitest';
import { PasswordsBusy, PasswordTurns } from './password-turns.ts';

/** Work that ends when it is told to, and how much of it runs. */
function workload() {
  const ends: (() => void)[] = [];
  const seen = { running: 0, most: 0 };
  const work = async () => {
    seen.running += 1;
    seen.most = Math.max(seen.most, seen.running);
    const { promise, resolve } = Promise.withResolvers<void>();
    ends.push(resolve);
    await promise;
    seen.running -= 1;
  };
  return { work, seen, endNext: () => ends.shift()?.() };
}

test('so many run at once, so many wait, and one more is refused at once', async () => {
  const turns = new PasswordTurns({ atOnce: 2, mostWaiting: 3 });
  const { work, seen, endNext } = workload();
  const taken = Array.from({ length: 5 }, () => turns.run(work));
  await expect(turns.run(work)).rejects.toBeInstanceOf(PasswordsBusy);
  expect(seen).toEqual({ running: 2, most: 2 });
  const all = Promise.all(taken);
  let done = false;
  void all.then(() => {
    done = true;
  });
  while (!done) {
    endNext();
    await Promise.resolve();
  }
  expect(seen).toEqual({ running: 0, most: 2 });
});

test('one that fails gives its place on', async () => {
  const turns = new PasswordTurns({ atOnce: 1, mostWaiting: 1 });
  const failing = turns.run(() => Promise.reject(new Error('no')));
  const next = turns.run(async () => 'mine');
  await expect(failing).rejects.toThrow('no');
  expect(await next).toBe('mine');
  expect(await turns.run(async () => 'and mine')).toBe('and mine');
});
