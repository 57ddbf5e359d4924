import { expect, test } from 'vitest';
import { type Hearers, hearerWarnings } from './hearer-warnings.ts';
import { owner } from './testing.ts';

const warned = (rule: { destinations?: string[]; tellOwner?: boolean }, hearers: Partial<Hearers> = {}) =>
  hearerWarnings(
    { destinations: [], tellOwner: true, ...rule },
    { clusters: ['prod'], owners: [], destinations: ['pager', 'payments-pager'], ...hearers },
  ).map(({ message }) => message);

const ALONE = 'It names no destination: its incidents are shown in the console alone.';
const SOME = 'It names no destination: what no owner is told of is shown in the console alone.';
const MISSING =
  'The owner search cannot be told: tidemark.yaml names the destination "search-pager", and there is none.';
const payments = owner('payments', { groups: ['payments-*'], destination: 'payments-pager' });
const search = owner('search', { groups: ['search-*'], destination: 'search-pager' });
const rest = owner('platform', { destination: 'pager' });

test.each<[string, Parameters<typeof warned>, string[]]>([
  ['nobody', [{}], [ALONE]],
  ['somebody', [{ destinations: ['pager'] }], []],
  ['owners of some', [{}, { owners: [payments] }], [SOME]],
  ['owners of all', [{}, { owners: [payments, rest] }], []],
  ['owners of all, one of whom hears nothing', [{}, { owners: [owner('quiet', { groups: ['a'] }), rest] }], [SOME]],
  [
    'owners of all of one cluster of two',
    [{}, { owners: [owner('a', { clusters: ['prod'], destination: 'pager' })], clusters: ['prod', 'test'] }],
    [SOME],
  ],
  ['owners, who are left out', [{ tellOwner: false }, { owners: [payments, rest] }], [ALONE]],
  ['owners of another cluster', [{}, { owners: [owner('a', { clusters: ['test'], destination: 'pager' })] }], [ALONE]],
  ['an owner who is not there', [{}, { owners: [search] }], [ALONE, MISSING]],
  ['one who is there and one who is not', [{}, { owners: [search, rest] }], [SOME, MISSING]],
  ['somebody, and an owner who is not there', [{ destinations: ['pager'] }, { owners: [search] }], [MISSING]],
  [
    'somebody, and not the owner who is not there',
    [{ destinations: ['pager'], tellOwner: false }, { owners: [search] }],
    [],
  ],
])('%s', (_, given, expected) => expect(warned(...given)).toEqual(expected));
