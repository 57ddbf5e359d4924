import { setting } from '../setting.ts';
import { integer } from '../value-types.ts';

/** What programs tell of themselves. */
export const markSettings = {
  perMinute: setting({
    yaml: 'marks.perMinute',
    env: 'TIDEMARK_MARKS_PER_MINUTE',
    type: integer(1, 10_000),
    default: '60',
    example: '10',
    description:
      'Deploy marks that each user or token may send in a minute, counted by each process; one more is answered 429.',
  }),
};
