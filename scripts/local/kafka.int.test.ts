import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Admin } from '@platformatic/kafka';
import { afterAll, expect, it } from 'vitest';
import { isRunning, processesBelow } from '../bootstrap/process-table.mjs';
import { killedRun } from './fixtures/killed-run.ts';
import { type LocalKafka, startKafka } from './kafka.ts';
import { aliveBrokers } from './kafka-probe.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { until } from './wait.ts';

/** One cluster goes through the tests of this file in turn, as starting one is what takes the time. */
const folder = temporaryFolder('kafka-test');
const dir = join(folder.path, 'kafka');
const MODULE = JSON.stringify(import.meta.resolve('./kafka.ts'));
let kafka: LocalKafka;

afterAll(async () => {
  await kafka?.stop();
  folder.remove();
});

const pids = () => kafka.brokers.map((broker) => broker.pid);

async function topics(): Promise<string[]> {
  const admin = new Admin({ clientId: 'test', bootstrapBrokers: kafka.bootstrap.split(',') });
  const names = await admin.listTopics();
  await admin.close();
  return names;
}

it('takes over the brokers of a run that was killed', async () => {
  await killedRun(`import { startKafka } from ${MODULE}; await startKafka({ dir: ${JSON.stringify(dir)} });`);
  const left = processesBelow(dir).sort();
  expect(left).toHaveLength(3);
  kafka = await startKafka({ dir });
  expect(pids().sort()).toEqual(left);
});

it('knows a broker that was killed from one that runs, and starts it again', async () => {
  const admin = new Admin({ clientId: 'test', bootstrapBrokers: kafka.bootstrap.split(',') });
  await admin.createTopics({ topics: ['kept'], partitions: 3, replicas: 3 });
  await admin.close();
  const [first, second] = kafka.brokers;
  if (!first || !second) throw new Error('no brokers');
  await second.kill();
  expect(second.pid).toBeUndefined();
  const others = async () => ((await aliveBrokers(first.port))?.length === 2 ? true : undefined);
  await until(others, { what: 'the others to notice', timeoutMs: 60_000 });
  await second.start();
  expect(second.pid).toBeTypeOf('number');
  expect(await aliveBrokers(second.port)).toContain(second.id);
});

it('says how a broker ended, unless that was meant', async () => {
  const [, second] = kafka.brokers;
  if (!second) throw new Error('no brokers');
  const ends = second.untilEnded(new AbortController().signal);
  second.excuse();
  await second.kill();
  // Longer than it takes to see that it is not there, twice.
  expect(await Promise.race([ends, pause(2500, 'no word')])).toBe('no word');

  const failed = expect(second.start()).rejects.toThrow('Kafka broker 2 ended while starting');
  const pid = await until(() => second.pid, { what: 'a new process', timeoutMs: 10_000, everyMs: 20 });
  process.kill(pid, 'SIGKILL');
  expect(await ends).toBe('signal SIGKILL');
  await failed;
  await second.start();
});

it('replaces a broker of an earlier run that hangs', async () => {
  const [, , third] = kafka.brokers;
  const hung = third?.pid;
  await third?.kill('SIGSTOP');
  kafka = await startKafka({ dir });
  expect(hung).toBeTypeOf('number');
  expect(isRunning(hung ?? 0)).toBe(false);
  expect(kafka.brokers[2]?.pid).toBeTypeOf('number');
});

it('ends all its processes, and finds its data at other ports when strangers took the old ones', async () => {
  const before = kafka;
  const [first] = before.brokers;
  await before.stop();
  expect(processesBelow(dir)).toEqual([]);
  const stranger = createServer().listen(first?.port, '127.0.0.1');
  await once(stranger, 'listening');
  kafka = await startKafka({ dir });
  stranger.close();
  expect(kafka.clusterId).toBe(before.clusterId);
  expect(kafka.brokers[0]?.port).not.toBe(first?.port);
  expect(await topics()).toContain('kept');
});

it('gives the reason in the broker’s words when a setting is wrong, and leaves no process', async () => {
  const wrong = { dir: join(folder.path, 'wrong'), brokers: 1, overrides: { 'num.io.threads': 'many' } };
  await expect(startKafka(wrong)).rejects.toThrow(/broker 1 ended while starting:[\s\S]*num\.io\.threads/);
  expect(processesBelow(wrong.dir)).toEqual([]);
});

it('gives up a start when told to, and leaves no process', async () => {
  const given = new AbortController();
  const aborted = { dir: join(folder.path, 'aborted'), brokers: 1, signal: given.signal };
  const starting = startKafka(aborted);
  const launched = () => processesBelow(join(folder.path, 'aborted')).length > 0 || undefined;
  await until(launched, { what: 'a first process', timeoutMs: 30_000, everyMs: 20 });
  given.abort(new Error('stopping'));
  await expect(starting).rejects.toThrow('stopping');
  expect(processesBelow(aborted.dir)).toEqual([]);
});
