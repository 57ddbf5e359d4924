import type { Destination } from '../destination.ts';
import type { Notice } from '../notice.ts';
import { alertmanager } from './alertmanager.ts';
import type { Answer, ChannelRequest, MailRequest, SendContext, Words } from './channel.ts';
import { email } from './email.ts';
import { pagerduty } from './pagerduty.ts';
import { slack } from './slack.ts';
import { teams } from './teams.ts';
import { webhook } from './webhook.ts';

/** The request that tells a destination of a notice. */
export function requestOf(
  notice: Notice,
  destination: Destination,
  context: SendContext,
): ChannelRequest | MailRequest {
  switch (destination.kind) {
    case 'pagerduty':
      return pagerduty.requestOf(notice, destination, context);
    case 'slack':
      return slack.requestOf(notice, destination, context);
    case 'teams':
      return teams.requestOf(notice, destination, context);
    case 'alertmanager':
      return alertmanager.requestOf(notice, destination, context);
    case 'webhook':
      return webhook.requestOf(notice, destination, context);
    case 'email':
      return email.requestOf(notice, destination, context);
  }
}

/** The title and the text that a destination is told with. */
export const wordsOf = (notice: Notice, { kind, config }: Destination): Words => CHANNELS[kind].wordsOf(notice, config);

const CHANNELS = { pagerduty, slack, teams, alertmanager, webhook, email };

/** Whether the answer of a destination says that the notice was taken. */
export const isTaken = (kind: Destination['kind'], answer: Answer): boolean => CHANNELS[kind].isTaken(answer);
