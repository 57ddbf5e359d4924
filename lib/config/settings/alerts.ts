import { optionalSecret, setting } from '../setting.ts';
import { addressRanges, duration, secretUrl } from '../value-types.ts';

/** Where notices of alerts may go, and how long one is tried. */
export const alertSettings = {
  allowedAddresses: setting({
    yaml: 'alerts.allowedAddresses',
    env: 'TIDEMARK_ALERT_ALLOWED_ADDRESSES',
    type: addressRanges,
    default: '',
    example: '10.0.7.0/24',
    defaultNote: 'none',
    description:
      'Private, loopback and link-local addresses that destinations may have. All others of these are refused as a notice is' +
      ' sent, whatever name leads there, so that nobody reaches the inside of a network through a destination.',
  }),
  keepMs: setting({
    yaml: 'alerts.retention',
    env: 'TIDEMARK_ALERT_RETENTION',
    type: duration('1h', '3650d'),
    default: '400d',
    example: '90d',
    description: 'How long incidents that are over are kept, with what was told of them.',
  }),
  unwatchedAfterMs: setting({
    yaml: 'alerts.unwatchedAfter',
    env: 'TIDEMARK_ALERT_UNWATCHED_AFTER',
    type: duration('1m', '3650d'),
    default: '1d',
    example: '1h',
    description:
      'Incidents of a cluster that is not in the settings any more end once no process has judged it for so long, and whoever was told' +
      ' of them is told that.',
  }),
  sendTimeoutMs: setting({
    yaml: 'alerts.sendTimeout',
    env: 'TIDEMARK_ALERT_SEND_TIMEOUT',
    type: duration('100ms', '1m'),
    default: '15s',
    example: '5s',
    description: 'A destination that has not answered by then is tried again later.',
  }),
  lookIntervalMs: setting({
    yaml: 'alerts.lookInterval',
    env: 'TIDEMARK_ALERT_LOOK_INTERVAL',
    type: duration('50ms', '1m'),
    default: '1s',
    example: '250ms',
    description: 'How often the engine looks for deliveries that are due.',
  }),
  heartbeatUrl: optionalSecret({
    yaml: 'alerts.heartbeatUrl',
    env: 'TIDEMARK_ALERT_HEARTBEAT_URL',
    type: secretUrl,
    example: 'https://hc-ping.com/<uuid>',
    defaultNote: 'no heartbeat',
    description:
      'Where a dead-man switch listens: it is sent an empty POST as long as every cluster is polled and its rules are judged. That it' +
      ' stays away is how the on-call hears that nobody would page them any more. It is under `TIDEMARK_ALERT_ALLOWED_ADDRESSES`, too.',
  }),
  heartbeatIntervalMs: setting({
    yaml: 'alerts.heartbeatInterval',
    env: 'TIDEMARK_ALERT_HEARTBEAT_INTERVAL',
    type: duration('100ms', '1h'),
    default: '1m',
    example: '30s',
    description: 'How often the heartbeat is sent. The switch should wait for three of them.',
  }),
};
