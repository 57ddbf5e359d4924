import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Secret } from '#lib/config/secret.ts';
import { answer, Receiver } from './fixtures/receiver.ts';
import { Heartbeat } from './heartbeat.ts';

let receiver: Receiver;
let heart: Heartbeat;
let trouble: string | null | Error;
let said: string[];

beforeEach(async () => {
  receiver = await Receiver.start();
  trouble = null;
  said = [];
});
afterEach(async () => {
  await heart.stop();
  await receiver.close();
});

const note = (fields: object, message: string) => void said.push(JSON.stringify([fields, message]));
function begin({ allowed = '127.0.0.1' } = {}): void {
  heart = new Heartbeat({
    url: new Secret(receiver.url('/ping/5b0a6a53')),
    intervalMs: 20,
    timeoutMs: 1_000,
    allowedAddresses: allowed === '' ? [] : [allowed],
    troubleAt: async () => {
      if (trouble instanceof Error) throw trouble;
      return trouble;
    },
    log: { warn: note, info: note },
  });
}
/** A busy machine takes its time. */
const eventually = (check: () => void) => vi.waitFor(check, { timeout: 10_000 });
const beats = (): number => receiver.received.length;

test('beats as long as all is well', async () => {
  begin();
  await eventually(() => expect(beats()).toBeGreaterThan(3));
  expect(receiver.received[0]).toMatchObject({ path: '/ping/5b0a6a53', body: '' });
  expect(said).toEqual([]);
});

test.each([
  ['a cluster is not polled', 'a cluster is not polled'],
  [new Error('gone'), 'the database does not answer'],
])('stays away while %s, and says so once', async (wrong, words) => {
  begin();
  await eventually(() => expect(beats()).toBeGreaterThan(0));
  trouble = wrong;
  await eventually(() => expect(said.join()).toContain(words));
  const before = beats();
  trouble = null;
  await eventually(() => expect(beats()).toBeGreaterThan(before));
  await eventually(() => expect(said).toHaveLength(2));
  expect(said[1]).toContain('arrives again');
});

test('says that it does not arrive, without its address', async () => {
  receiver.answering = answer(404);
  begin();
  await eventually(() => expect(said.join()).toContain('answered with 404'));
  expect(said.join()).not.toContain('5b0a6a53');
});

test('goes nowhere inside that is not allowed', async () => {
  begin({ allowed: '' });
  await eventually(() => expect(said.join()).toContain('TIDEMARK_ALERT_ALLOWED_ADDRESSES'));
  expect(beats()).toBe(0);
});
