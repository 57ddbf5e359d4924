import { setting } from '../setting.ts';
import { duration, integer } from '../value-types.ts';

/** Thresholds of the statuses of groups. In the file they may also stand in an entry of `groupStatus`, for some groups alone. */
export const statusSettings = {
  stallAfterMs: setting({
    yaml: 'status.stallAfter',
    env: 'TIDEMARK_STALL_AFTER',
    type: duration('1s', '7d'),
    default: '60s',
    example: '5m',
    description:
      'A group that has something to read and commits nothing for this long is STALLED, or STOPPED without members. It takes' +
      ' longer where its commits are usually further apart: 3 times their median, 1.5 times the longest usual gap of 7 days, 3 polls.',
  }),
  windowMs: setting({
    yaml: 'status.window',
    env: 'TIDEMARK_STATUS_WINDOW',
    type: duration('5s', '1h'),
    default: '10m',
    example: '15m',
    description:
      'Lag that grows over this time makes a group LAGGING; one that did not catch up once within it is BEHIND; a commit that' +
      ' went back makes it REWOUND for this long at most.',
  }),
  laggingFromMs: setting({
    yaml: 'status.laggingFrom',
    env: 'TIDEMARK_LAGGING_FROM',
    type: duration('1s', '7d'),
    default: '30s',
    example: '5m',
    description: 'A group is LAGGING only where it is further behind in time than this, and than 3 of its commit gaps.',
  }),
  caughtUpBelow: setting({
    yaml: 'status.caughtUpBelow',
    env: 'TIDEMARK_CAUGHT_UP_BELOW',
    type: integer(0, 1_000_000_000),
    default: '0',
    example: '100',
    description: 'A partition with no more lag than this has caught up, as has one that is at most 5 s behind.',
  }),
  rebalanceWarnAfterMs: setting({
    yaml: 'status.rebalanceWarnAfter',
    env: 'TIDEMARK_REBALANCE_WARN_AFTER',
    type: duration('1s', '1d'),
    default: '60s',
    example: '2m',
    description: 'A rebalance is a calm matter until it takes this long.',
  }),
  rebalanceErrorAfterMs: setting({
    yaml: 'status.rebalanceErrorAfter',
    env: 'TIDEMARK_REBALANCE_ERROR_AFTER',
    type: duration('1s', '1d'),
    default: '5m',
    example: '10m',
    description: 'A rebalance that takes this long is as bad as a group that stands.',
  }),
};
