import { describe, expect, test } from 'vitest';
import { withinRanges } from './addresses.ts';
import { connectionFrom, connectionOf, isFromHere, noteConnection } from './peer-address.ts';

const isProxy = withinRanges(['10.0.0.0/8', '127.0.0.1']);
const of = (peer: string | undefined, forwardedFor?: string) =>
  connectionOf(peer, forwardedFor === undefined ? {} : { 'x-forwarded-for': forwardedFor }, isProxy);

describe('who asks is', () => {
  test.each<[string, string | undefined, string | undefined, string | null]>([
    ['the peer', '192.0.2.1', undefined, '192.0.2.1'],
    ['the peer in plain', '::ffff:192.0.2.1', undefined, '192.0.2.1'],
    ['the peer, whatever it says, unless it is our proxy', '192.0.2.1', '198.51.100.9', '192.0.2.1'],
    ['whom our proxy names', '10.0.0.1', '198.51.100.9', '198.51.100.9'],
    ['not what the client wrote before that', '10.0.0.1', '127.0.0.1, 198.51.100.9', '198.51.100.9'],
    [
      'whom the first of several proxies of ours names',
      '10.0.0.1',
      '203.0.113.5, 198.51.100.9, 10.0.0.2',
      '198.51.100.9',
    ],
    ['the farthest proxy where all are ours', '10.0.0.1', '10.0.0.3, 10.0.0.2', '10.0.0.3'],
    ['the proxy itself where it names nobody', '10.0.0.1', undefined, '10.0.0.1'],
    ['the last that was believed before nonsense', '10.0.0.1', '198.51.100.9, unknown', '10.0.0.1'],
    ['nobody where the socket tells nothing', undefined, '198.51.100.9', null],
  ])('%s', (_, peer, forwardedFor, client) => expect(of(peer, forwardedFor).client).toBe(client));
});

test('only a configured proxy is one', () => {
  expect(of('10.0.0.1')).toMatchObject({ isBehindProxy: true });
  expect(of('192.0.2.1', '10.0.0.1')).toMatchObject({ isBehindProxy: false, isForwarded: true });
  expect(connectionOf('10.0.0.1', {}, withinRanges([]))).toMatchObject({ isBehindProxy: false });
});

test.each<[string, string, Record<string, string>, boolean]>([
  ['a program on this machine', '127.0.0.1', {}, true],
  ['one that came over IPv6', '::1', {}, true],
  ['one that goes by the address of IPv6', '::1', { host: '[::1]:3000' }, true],
  ['one that says no name', '127.0.0.1', { host: '' }, false],
  [
    'a proxy on this machine that adds nothing and passes the name on',
    '127.0.0.1',
    { host: 'tidemark.example.com' },
    false,
  ],
  ['a proxy on this machine that passes on', '127.0.0.1', { 'x-forwarded-for': '198.51.100.9' }, false],
  ['one that says so otherwise', '127.0.0.1', { forwarded: 'for=198.51.100.9' }, false],
  ['one that names the host alone', '127.0.0.1', { 'x-forwarded-host': 'tidemark' }, false],
  ['somebody elsewhere', '192.0.2.1', {}, false],
])('from here: %s', (_, peer, headers, expected) => {
  expect(isFromHere(connectionOf(peer, { host: 'localhost:3000', ...headers }, isProxy))).toBe(expected);
});

describe('a request', () => {
  test('tells what was noted of it', () => {
    const headers = { 'x-forwarded-for': '198.51.100.9' };
    const connection = connectionOf('10.0.0.1', headers, isProxy);
    noteConnection(headers, connection);
    expect(connectionFrom(new Request('http://x', { headers }))).toEqual(connection);
  });

  test('of which nothing was noted is from nowhere, whatever it says of itself', () => {
    const said = JSON.stringify({ peer: '127.0.0.1', client: '127.0.0.1', isBehindProxy: true, isForwarded: false });
    const connection = connectionFrom(new Request('http://x', { headers: { 'x-tidemark-connection': said } }));
    expect(connection).toEqual({
      peer: null,
      client: null,
      isBehindProxy: false,
      isForwarded: false,
      isToLoopback: false,
    });
    expect(isFromHere(connection)).toBe(false);
  });
});
