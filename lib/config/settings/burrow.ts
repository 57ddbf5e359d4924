import { setting } from '../setting.ts';
import { flag, fraction, integer } from '../value-types.ts';

/** The API of Burrow, for who asks it today. */
export const burrowSettings = {
  enabled: setting({
    yaml: 'burrow.enabled',
    env: 'TIDEMARK_BURROW',
    type: flag,
    default: 'false',
    example: 'true',
    description: 'Whether `/v3/kafka` is served: groups, lags and verdicts as Burrow answers them.',
  }),
  intervals: setting({
    yaml: 'burrow.intervals',
    env: 'TIDEMARK_BURROW_INTERVALS',
    type: integer(2, 60),
    default: '10',
    example: '15',
    description: 'Commits of a partition that a verdict is made of, as `intervals` of Burrow. A poll sees at most one.',
  }),
  allowedLag: setting({
    yaml: 'burrow.allowedLag',
    env: 'TIDEMARK_BURROW_ALLOWED_LAG',
    type: integer(0, 1_000_000_000),
    default: '0',
    example: '100',
    description: 'So many messages behind are no lag, as `allowed-lag` of Burrow.',
  }),
  minimumComplete: setting({
    yaml: 'burrow.minimumComplete',
    env: 'TIDEMARK_BURROW_MINIMUM_COMPLETE',
    type: fraction,
    default: '0',
    example: '0.5',
    description:
      'A partition of which less than this part of the commits is there is OK, as `minimum-complete` of Burrow.',
  }),
};
