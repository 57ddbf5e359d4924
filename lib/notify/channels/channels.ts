import type { Destination } from '../destination.ts';
import type { Notice } from '../notice.ts';
import { alertmanager } from './alertmanager.ts';
import type { Answer, ChannelRequest, SendContext } from './channel.ts';
import { pagerduty } from './pagerduty.ts';
import { slack } from './slack.ts';
import { teams } from './teams.ts';
import { webhook } from './webhook.ts';

/** The request that tells a destination of a notice. */
export function requestOf(notice: Notice, destination: Destination, context: SendContext): ChannelRequest {
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
  }
}

const CHANNELS = { pagerduty, slack, teams, alertmanager, webhook };

/** Whether the answer of a destination says that the notice was taken. */
export const isTaken = (kind: Destination['kind'], answer: Answer): boolean => CHANNELS[kind].isTaken(answer);
