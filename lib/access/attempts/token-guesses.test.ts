import { expect, test } from 'vitest';
import { TokenGuesses } from './token-guesses.ts';

const HERE = '192.0.2.1';
const limits = { tokensPerAddress: 3, windowMs: 60_000 };

/** Sends wrong tokens; how many of them were looked at. */
async function guess(guesses: TokenGuesses, address: string, count: number): Promise<number> {
  let looked = 0;
  for (let n = 0; n < count; n += 1) {
    if ((await guesses.refusal(address, `wrong-${n}`)) !== null) continue;
    looked += 1;
    await guesses.found(address, `wrong-${n}`, false);
  }
  return looked;
}

test('an address that guesses is refused after some, and no other is', async () => {
  const guesses = new TokenGuesses(limits);
  expect(await guess(guesses, HERE, 20)).toBe(3);
  expect(await guesses.refusal('192.0.2.2', 'right')).toBeNull();
});

test('the right one is not found by going on', async () => {
  const guesses = new TokenGuesses(limits);
  await guess(guesses, HERE, 3);
  for (let n = 0; n < 3; n += 1) {
    const waitMs = await guesses.refusal(HERE, 'right');
    expect(waitMs).toBeGreaterThan(0);
    expect(waitMs).toBeLessThanOrEqual(limits.windowMs);
  }
});

test('a program whose token held goes on while others from its address do not', async () => {
  const guesses = new TokenGuesses(limits);
  await guesses.found(HERE, 'right', true);
  await guess(guesses, HERE, 20);
  expect(await guesses.refusal(HERE, 'right')).toBeNull();
});

test('until it holds no more', async () => {
  const guesses = new TokenGuesses(limits);
  await guesses.found(HERE, 'right', true);
  await guesses.found(HERE, 'right', false);
  await guess(guesses, HERE, 20);
  expect(await guesses.refusal(HERE, 'right')).not.toBeNull();
});

test('after the window all are looked at again', async () => {
  const guesses = new TokenGuesses({ ...limits, windowMs: 200 });
  await guess(guesses, HERE, 20);
  await expect.poll(() => guesses.refusal(HERE, 'right'), { timeout: 10_000, interval: 20 }).toBeNull();
});

test('very many addresses fill no memory, and keep nobody out', async () => {
  const guesses = new TokenGuesses({ ...limits, windowMs: 3_600_000 });
  const network = (n: number) => `2001:db8:${n.toString(16)}::1`;
  for (let n = 0; n < 10_000; n += 1) await guesses.found(network(n), 'wrong', false);
  expect(await guess(guesses, network(10_001), 20)).toBe(20);
  expect(await guess(guesses, network(1), 20)).toBe(2);
});
