import { createServer } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { createAuthority } from '#lib/kafka/connect/fixtures/certificates.ts';
import { rangesOf } from './address-guard.ts';
import { requestOf } from './channels/channels.ts';
import type { EmailConfig } from './configs.ts';
import type { Destination } from './destination.ts';
import { madeIncident, madeNotice } from './fixtures/made-notice.ts';
import { MailServer, refusal } from './fixtures/mail-server.ts';
import type { Notice } from './notice.ts';
import { type SendMailOptions, sendMail } from './send-mail.ts';
import { verdictOf } from './verdict.ts';

const NOW = new Date('2026-11-23T14:02:31.000Z');
const HOST = 'mail.test';
const authority = createAuthority('Test');
const TLS = authority.issue({ commonName: HOST, hosts: [HOST] });
/** The only name there is leads here. */
const resolve = ((_name: string, _options: unknown, callback: (error: null, found: object[]) => void) =>
  callback(null, [{ address: '127.0.0.1', family: 4 }])) as never;
const OPTIONS: SendMailOptions = {
  timeoutMs: 10_000,
  allowed: rangesOf(['127.0.0.0/8']),
  resolve,
  ca: authority.cert,
};

let running: MailServer[] = [];
afterEach(async () => {
  await Promise.all(running.map((server) => server.close()));
  running = [];
});

async function start(options: Parameters<typeof MailServer.start>[0] = {}): Promise<MailServer> {
  const server = await MailServer.start({ key: TLS.key, cert: TLS.cert, ...options });
  running.push(server);
  return server;
}

const destination = (port: number, changes: Partial<EmailConfig> = {}): Destination => ({
  kind: 'email',
  name: 'mail',
  config: {
    host: HOST,
    port,
    security: 'starttls',
    from: 'tidemark@example.com',
    to: ['oncall@example.com', 'boss@example.com'],
    ...changes,
  },
});

async function tell(to: Destination, notice: Notice = madeNotice(), options: Partial<SendMailOptions> = {}) {
  const request = requestOf(notice, to, { now: NOW, deliveryId: 'd' });
  if (!('mail' in request)) throw new Error('no e-mail');
  return verdictOf(await sendMail(request, { ...OPTIONS, ...options }), to, NOW);
}

/** Headers of a message by their names in small letters, unfolded. */
function headersOf(raw: string): Map<string, string> {
  const [head = ''] = raw.split('\r\n\r\n');
  const lines = head.replaceAll(/\r\n[ \t]+/g, ' ').split('\r\n');
  return new Map(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)]),
  );
}

describe('a mail server that takes it', () => {
  test('gets it whole, once, over TLS, from who may send', async () => {
    const server = await start();
    const verdict = await tell(destination(server.port, { user: 'tidemark', password: 'right' }));
    expect(verdict).toMatchObject({ outcome: 'delivered', status: 250 });
    expect(server.received).toMatchObject([
      {
        from: 'tidemark@example.com',
        to: ['oncall@example.com', 'boss@example.com'],
        user: 'tidemark',
        secure: true,
      },
    ]);
    const [raw = ''] = server.received.map((mail) => mail.raw);
    expect(Object.fromEntries(headersOf(raw))).toMatchObject({
      from: 'Tidemark <tidemark@example.com>',
      to: 'oncall@example.com, boss@example.com',
      subject: '[critical] payments-worker on prod: lag 80,112 on payments/1, above 10,000',
      'auto-submitted': 'auto-generated',
    });
    expect(raw).toContain('Worst partition: payments/1, held by 10.0.3.7');
    expect(raw).toContain('Runbook: https://wiki.test/payments');
  });

  test.each([
    ['tls', { secure: true }],
    ['none', { disabledCommands: ['STARTTLS' as const] }],
  ] as const)('by %s', async (security, options) => {
    const server = await start(options as never);
    expect(await tell(destination(server.port, { security }))).toMatchObject({ outcome: 'delivered' });
    expect(server.received[0]?.secure).toBe(security === 'tls');
  });

  test('for one of two: the other is named', async () => {
    const server = await start();
    server.onRecipient = (address) => (address.startsWith('boss') ? refusal(550, 'no such user') : null);
    expect(await tell(destination(server.port))).toMatchObject({
      outcome: 'delivered',
      detail: expect.stringMatching(/^250 .*; refused: boss@example.com$/),
    });
  });
});

describe('a mail server that says no', () => {
  test.each([
    [451, 'retry'],
    [421, 'retry'],
    [550, 'parked'],
    [552, 'parked'],
  ])('with %d to the message: %s', async (code, outcome) => {
    const server = await start();
    server.onMessage = async () => refusal(code, 'not this one');
    expect(await tell(destination(server.port))).toMatchObject({
      outcome,
      status: code,
      detail: `${code} not this one`,
    });
  });

  test('to all recipients, to one for now: it is tried again', async () => {
    const server = await start();
    server.onRecipient = (address) => (address.startsWith('boss') ? refusal(550, 'no') : refusal(451, 'later'));
    expect(await tell(destination(server.port))).toMatchObject({ outcome: 'retry', detail: '451 later' });
    server.onRecipient = () => refusal(550, 'no such user');
    expect(await tell(destination(server.port))).toMatchObject({ outcome: 'parked', detail: '550 no such user' });
    expect(server.received).toEqual([]);
  });

  test('to the password, which is in no log', async () => {
    const server = await start();
    const verdict = await tell(destination(server.port, { user: 'tidemark', password: 'wrong-secret' }));
    expect(verdict).toMatchObject({ outcome: 'parked', status: 535, detail: '535 5.7.8 authentication failed' });
    expect(server.received).toEqual([]);
  });

  test('to STARTTLS: nothing is sent in the open', async () => {
    const server = await start({ disabledCommands: ['STARTTLS'] });
    const verdict = await tell(destination(server.port, { user: 'tidemark', password: 'right' }));
    expect(verdict).toMatchObject({ outcome: 'parked', status: expect.any(Number) });
    expect(server.received).toEqual([]);
  });
});

describe('a mail server that cannot be spoken to', () => {
  test.each([
    ['starttls', false],
    ['tls', true],
  ] as const)('as nobody vouches for it (%s)', async (security, secure) => {
    const stranger = createAuthority('Stranger').issue({ commonName: HOST, hosts: [HOST] });
    const server = await start({ ...stranger, secure });
    const { outcome, detail } = await tell(destination(server.port, { security }));
    expect([outcome, detail.slice(0, 35)]).toEqual(['retry', 'its certificate or TLS is not right']);
    expect(server.received).toEqual([]);
  });

  test('as its certificate is another one’s', async () => {
    const server = await start(authority.issue({ commonName: 'other.test', hosts: ['other.test'] }));
    const { outcome, detail } = await tell(destination(server.port));
    expect([outcome, detail]).toEqual(['retry', expect.stringContaining('other.test')]);
  });

  test('as it says nothing in time', async () => {
    const silent = createServer(() => {});
    await new Promise<void>((listening) => silent.listen(0, '127.0.0.1', listening));
    const { port } = silent.address() as { port: number };
    const closed = new Promise((gone) => silent.once('connection', (socket) => socket.resume().once('close', gone)));
    expect(await tell(destination(port), madeNotice(), { timeoutMs: 200 })).toMatchObject({
      outcome: 'retry',
      status: null,
      detail: 'no answer within 0.2 s',
    });
    // The connection does not stay behind.
    await closed;
    await new Promise((done) => silent.close(done));
  });

  test('as it is slow with its last word', async () => {
    const server = await start();
    let say: (refused: null) => void = () => {};
    server.onMessage = () => new Promise((resolveIt) => (say = resolveIt));
    expect(await tell(destination(server.port), madeNotice(), { timeoutMs: 1_000 })).toMatchObject({
      outcome: 'retry',
      status: null,
    });
    say(null);
  });

  test('as nobody listens', async () => {
    const server = await start();
    const { port } = server;
    await server.close();
    running = [];
    expect(await tell(destination(port))).toMatchObject({
      outcome: 'retry',
      detail: 'nothing listens there (connection refused)',
    });
  });

  test('as its name is not known', async () => {
    const failing = ((_name: string, _options: unknown, callback: (error: Error) => void) =>
      callback(Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' }))) as never;
    expect(await tell(destination(25), madeNotice(), { resolve: failing })).toMatchObject({
      outcome: 'retry',
      detail: 'its name is not known (DNS)',
    });
  });

  test.each(['127.0.0.1', '::1', '169.254.169.254', HOST, '2130706433'])(
    'as %s leads inside: refused for good, before a word',
    async (host) => {
      const server = await start();
      const verdict = await tell(destination(server.port, { host }), madeNotice(), { allowed: rangesOf([]) });
      expect(verdict).toMatchObject({
        outcome: 'parked',
        status: null,
        detail: expect.stringContaining('TIDEMARK_ALERT_ALLOWED_ADDRESSES'),
      });
      expect(server.received).toEqual([]);
    },
  );
});

describe('what is told', () => {
  async function mailOf(notice: Notice) {
    const server = await start();
    await tell(destination(server.port), notice);
    const [raw = ''] = server.received.map((mail) => mail.raw);
    return { raw, headers: headersOf(raw), to: server.received[0]?.to };
  }
  const root = `<${madeNotice().id}@example.com>`;

  test('of one incident is a thread, and a repeat has the same id', async () => {
    const opened = await mailOf(madeNotice());
    const repeated = await mailOf(madeNotice());
    expect([opened, repeated].map(({ headers }) => headers.get('message-id'))).toEqual([root, root]);
    expect(opened.headers.has('in-reply-to')).toBe(false);
    const ids = new Set<string | undefined>();
    for (const event of ['updated', 'acknowledged', 'resolved'] as const) {
      const { headers } = await mailOf(madeNotice({ event, at: '2026-11-23T14:09:00.000Z' }));
      expect([headers.get('in-reply-to'), headers.get('references')]).toEqual([root, root]);
      ids.add(headers.get('message-id'));
    }
    // It opens again: another mail of the same thread.
    const again = await mailOf(madeNotice({ at: '2026-11-23T14:12:00.000Z' }));
    expect(again.headers.get('in-reply-to')).toBe(root);
    ids.add(again.headers.get('message-id'));
    expect([ids.size, ids.has(root)]).toEqual([4, false]);
  });

  test('is worded by templates, with its links below', async () => {
    const server = await start();
    const templates = { title: '{{ group }}\r\nBcc: evil@evil.test', text: 'lag {{ lag }}' };
    await tell(
      destination(server.port, templates),
      madeNotice({ incidents: [madeIncident({ group: 'g\r\nBcc: x' })] }),
    );
    const [raw = ''] = server.received.map((mail) => mail.raw);
    expect(headersOf(raw).get('subject')).toBe('g Bcc: x Bcc: evil@evil.test');
    expect(headersOf(raw).has('bcc')).toBe(false);
    expect(raw).toMatch(/\r\n\r\nlag 80,112\r\n\r\nIncident: https:/);
  });

  test('adds no header, no recipient and no second message, whatever somebody called a group', async () => {
    const hostile = 'g\r\nBcc: evil@evil.test\r\n\r\n.\r\nMAIL FROM:<evil@evil.test>\u0000 =?utf-8?q?x?=';
    const notice = madeNotice({
      summary: hostile,
      cluster: hostile,
      rule: { ...madeNotice().rule, name: hostile },
      incidents: [madeIncident({ group: hostile, topic: hostile, memberHost: hostile, condition: hostile })],
    });
    for (const event of ['opened', 'resolved'] as const) {
      const { headers, raw, to } = await mailOf({ ...notice, event });
      expect(headers.has('bcc')).toBe(false);
      expect(to).toEqual(['oncall@example.com', 'boss@example.com']);
      expect(raw).not.toMatch(/^(Bcc|MAIL FROM)/im);
    }
  });

  test('of a storm names its incidents, within bounds', async () => {
    const incidents = Array.from({ length: 100 }, (_, index) =>
      madeIncident({ group: `${index}-${'g'.repeat(32_000)}`, condition: 'c'.repeat(32_000) }),
    );
    const { raw } = await mailOf(madeNotice({ incidents, incidentCount: 300 }));
    expect(Buffer.byteLength(raw)).toBeLessThan(100_000);
    expect(raw).toContain('and 200 more');
    expect(raw).toContain('99-ggg');
  });
});
