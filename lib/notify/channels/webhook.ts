import { createHmac } from 'node:crypto';
import { type Channel, JSON_HEADERS } from './channel.ts';
import { fitting } from './fitting.ts';

/** Receivers may refuse more: https://github.com/standard-webhooks/standard-webhooks */
const MOST_BYTES = 20_000;

/** A webhook signed as standardwebhooks.com has it; 2xx is success. */
export const webhook: Channel<'webhook'> = {
  requestOf(notice, { config: { url, secrets } }, { now, deliveryId }) {
    const body = fitting(notice, MOST_BYTES, (data) =>
      JSON.stringify({ type: `incident.${data.event}`, timestamp: data.at, data }),
    );
    const seconds = String(Math.floor(now.getTime() / 1000));
    const signed = `${deliveryId}.${seconds}.${body}`;
    return {
      url,
      headers: {
        ...JSON_HEADERS,
        'webhook-id': deliveryId,
        'webhook-timestamp': seconds,
        'webhook-signature': secrets.map((secret) => `v1,${signatureOf(signed, secret)}`).join(' '),
      },
      body,
    };
  },
  isTaken: ({ status }) => status >= 200 && status < 300,
};

function signatureOf(text: string, secret: string): string {
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  return createHmac('sha256', key).update(text).digest('base64');
}
