import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { requireFree, urlOf } from './console.ts';

const HOST = '127.0.0.1';
let other: Server;
let port = 0;

beforeEach(async () => {
  other = createServer().listen(0, HOST);
  await once(other, 'listening');
  port = (other.address() as AddressInfo).port;
});
afterEach(() => other.close());

it('a port that another program has stops the start, with the port, the address and what to type', async () => {
  await expect(requireFree({ host: HOST, port })).rejects.toThrow(
    `Port ${port} on ${HOST} is in use by another program.\nStop that one, or choose another port: PORT=${port + 1} npm start`,
  );
});

it('a port that was given back can be taken', async () => {
  other.close();
  await once(other, 'close');
  await expect(requireFree({ host: HOST, port })).resolves.toBeUndefined();
});

it.each([
  { host: '127.0.0.1', url: 'http://127.0.0.1:3000' },
  { host: '::1', url: 'http://[::1]:3000' },
])('the console at $host is $url', ({ host, url }) => {
  expect(urlOf({ host, port: 3000 })).toBe(url);
});
