import { createHmac } from 'node:crypto';
import type { Notice } from '../notice.ts';
import { type Channel, JSON_HEADERS } from './channel.ts';
import { fitting } from './fitting.ts';
import { linesFor, type Templates, titleFor } from './templated.ts';

/** Receivers may refuse more: https://github.com/standard-webhooks/standard-webhooks */
const MOST_BYTES = 20_000;
const MOST_TEXT = 2_000;

/** A webhook signed as standardwebhooks.com has it; 2xx is success. */
export const webhook: Channel<'webhook'> = {
  requestOf(notice, { config }, { now, deliveryId }) {
    const { url, secrets } = config;
    const body = fitting(notice, MOST_BYTES, (fitted) => JSON.stringify(messageOf(fitted, config)));
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
  wordsOf: (notice, config) => ({
    title: titleFor(notice, config, notice.summary),
    lines: linesFor(notice, config, [], MOST_TEXT),
  }),
  isTaken: ({ status }) => status >= 200 && status < 300,
};

function messageOf(notice: Notice, templates: Templates) {
  const { title, lines } = webhook.wordsOf(notice, templates);
  const data = { ...notice, summary: title, ...(lines.length > 0 && { text: lines.join('\n') }) };
  return { type: `incident.${notice.event}`, timestamp: notice.at, data };
}

function signatureOf(text: string, secret: string): string {
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  return createHmac('sha256', key).update(text).digest('base64');
}
