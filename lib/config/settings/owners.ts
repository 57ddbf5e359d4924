import { optional, setting } from '../setting.ts';
import { httpUrl, label, names } from '../value-types.ts';

/** One entry of `owners`, which stands in the file alone. */
export const ownerSettings = {
  team: optional({
    yaml: 'team',
    env: '',
    type: label,
    defaultNote: 'must be given',
    example: 'payments',
    description: 'Who they are: it is told with every incident of theirs.',
  }),
  clusters: setting({
    yaml: 'clusters',
    env: '',
    type: names,
    default: '',
    defaultNote: 'all',
    example: 'prod-*',
    description: 'The clusters on which that is theirs.',
  }),
  groups: setting({
    yaml: 'groups',
    env: '',
    type: names,
    default: '',
    example: 'payments-*',
    description: 'Consumer groups of theirs.',
  }),
  topics: setting({
    yaml: 'topics',
    env: '',
    type: names,
    default: '',
    example: 'payments.*',
    description: 'Topics of theirs.',
  }),
  runbook: optional({
    yaml: 'runbook',
    env: '',
    type: httpUrl,
    defaultNote: 'none',
    example: 'https://wiki.example.com/payments',
    description: 'What to do about it, linked from every incident and notice.',
  }),
  tier: optional({
    yaml: 'tier',
    env: '',
    type: label,
    defaultNote: 'none',
    example: 'gold',
    description: 'How much it matters, in words of your own; shown beside the team.',
  }),
  destination: optional({
    yaml: 'destination',
    env: '',
    type: label,
    defaultNote: 'they are told nothing of their own',
    example: 'payments-pager',
    description:
      'Name of a destination of the alerts page that is told of their incidents, besides those that the rule names: unless the rule' +
      ' says that it does not tell owners.',
  }),
};
