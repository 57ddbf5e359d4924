import { connect, type Socket } from 'node:net';
import { createTransport } from 'nodemailer';
import type { Answer, MailRequest } from './channels/channel.ts';
import { closedHost, guardedLookup } from './guarded-lookup.ts';
import type { SendOptions } from './send.ts';
import { failed, late, type Sent } from './sent.ts';

export interface SendMailOptions extends SendOptions {
  /** Certificates that are trusted besides the usual ones; tests have an authority of their own. */
  ca?: string;
}

/**
 * Sends one e-mail over a connection of its own. The answer has the code and the text of the server's reply; it is taken when somebody
 * of those it goes to gets it, and whoever is refused then is named.
 */
export async function sendMail({ server, mail }: MailRequest, options: SendMailOptions): Promise<Sent> {
  const { host, port, security, auth } = server;
  const closed = closedHost(host, options);
  if (closed !== null) return failed(closed);
  const timeout = AbortSignal.timeout(options.timeoutMs);
  const transport = createTransport({
    host,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    ...(auth !== null && { auth: { user: auth.user, pass: auth.password } }),
    tls: { minVersion: 'TLSv1.2', ...(options.ca !== undefined && { ca: options.ca }) },
    // It would look up the name by itself, and connect to whatever it finds.
    getSocket: (_, done) => {
      connected(host, port, timeout, options).then(
        (connection) => done(null, { connection }),
        (error: Error) => done(error),
      );
    },
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    const { response, rejected } = await transport.sendMail({ ...mail, signal: timeout });
    return { ok: true, answer: answerOf(response, rejected.map(String)) };
  } catch (error) {
    if (timeout.aborted) return late(options.timeoutMs);
    const reply = replyOf(error);
    return reply === null ? failed(error) : { ok: true, answer: answerOf(reply, []) };
  } finally {
    transport.close();
  }
}

function connected(host: string, port: number, signal: AbortSignal, options: SendMailOptions): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, signal, lookup: guardedLookup(options) });
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.off('error', reject);
      resolve(socket);
    });
  });
}

/** What the server said no with; null where it said nothing. */
function replyOf(error: unknown): string | null {
  if (!(error instanceof Error) || !('responseCode' in error) || !('response' in error)) return null;
  return typeof error.response === 'string' ? error.response : null;
}

function answerOf(reply: string, rejected: readonly string[]): Answer {
  const refused = rejected.length === 0 ? '' : `; refused: ${rejected.join(', ')}`;
  return { status: Number(reply.slice(0, 3)), retryAfter: null, text: `${reply.slice(4)}${refused}` };
}
