import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket, connect as tcpConnect } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';
import { until } from './wait.ts';

let echo: Server;
let proxy: TcpProxy;
const sockets: Socket[] = [];

beforeEach(async () => {
  echo = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.pipe(socket);
  });
  echo.listen(0, '127.0.0.1');
  await once(echo, 'listening');
  proxy = await startTcpProxy({ targetPort: (echo.address() as AddressInfo).port });
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await proxy.close();
  echo.close();
});

/** A client that remembers what came back and how its connection ended. */
async function open() {
  const socket = tcpConnect({ host: '127.0.0.1', port: proxy.port });
  sockets.push(socket);
  const seen = { text: '', ended: '' };
  socket.on('data', (chunk) => {
    seen.text += chunk.toString();
  });
  socket.on('error', (error: NodeJS.ErrnoException) => {
    seen.ended = error.code ?? 'error';
  });
  socket.on('close', () => {
    seen.ended ||= 'closed';
  });
  await until(() => (socket.readyState === 'open' || seen.ended !== '' ? true : undefined), patience('a connection'));
  return { socket, seen };
}

const patience = (what: string) => ({ what, timeoutMs: 5_000, everyMs: 5 });
const comesBack = (client: { seen: { text: string } }, text: string) =>
  until(() => (client.seen.text === text ? true : undefined), patience(`"${text}"`));

test('passes bytes both ways', async () => {
  const client = await open();
  client.socket.write('hello');
  await comesBack(client, 'hello');
});

test('holds answers of open and of new connections, then lets them go in order', async () => {
  const old = await open();
  proxy.hold();
  const young = await open();
  old.socket.write('one ');
  young.socket.write('two');
  old.socket.write('three');
  // Time in which an answer that is not held would have come.
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect([old.seen.text, young.seen.text]).toEqual(['', '']);
  await proxy.pass();
  await Promise.all([comesBack(old, 'one three'), comesBack(young, 'two')]);
});

test('delays answers, and none overtakes another when the delay ends', async () => {
  const client = await open();
  proxy.delay(100);
  const startedAt = performance.now();
  client.socket.write('late ');
  await comesBack(client, 'late ');
  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(95);
  proxy.delay(60_000);
  client.socket.write('very late ');
  await new Promise((resolve) => setTimeout(resolve, 20));
  await proxy.pass();
  client.socket.write('now');
  await comesBack(client, 'late very late now');
});

test('refuses: open connections are reset, new ones refused, until it passes again', async () => {
  const client = await open();
  await proxy.refuse();
  await until(() => client.seen.ended || undefined, patience('the reset'));
  expect(client.seen.ended).toBe('ECONNRESET');
  expect((await open()).seen.ended).toBe('ECONNREFUSED');
  await proxy.pass();
  const again = await open();
  again.socket.write('back');
  await comesBack(again, 'back');
});

test('resets a client when there is no target', async () => {
  echo.close();
  await once(echo, 'close');
  const client = await open();
  await until(() => client.seen.ended || undefined, patience('the reset'));
  expect(client.seen.ended).toBe('ECONNRESET');
});

test('disconnects in order what is open, and takes new connections', async () => {
  const client = await open();
  proxy.disconnect();
  await until(() => client.seen.ended || undefined, patience('the end'));
  expect(client.seen.ended).toBe('closed');
  const again = await open();
  again.socket.write('x');
  await comesBack(again, 'x');
  expect(proxy.accepted).toBe(2);
});
