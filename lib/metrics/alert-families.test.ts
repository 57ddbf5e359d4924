import { expect, test } from 'vitest';
import { alertFamilies } from './alert-families.ts';
import { exposition } from './exposition.ts';

const textOf = (counts: Parameters<typeof alertFamilies>[0]) =>
  [...exposition(alertFamilies(counts), 'text')]
    .join('')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));

test('incidents by cluster and severity; deliveries of both states, also where there is none', () => {
  const incidents = [{ cluster: 'prod', severity: 'critical', count: 3 }];
  expect(textOf({ incidents, deliveries: [{ state: 'parked', count: 2 }] })).toEqual([
    'tidemark_incidents{cluster="prod",severity="critical"} 3',
    'tidemark_deliveries{state="waiting"} 0',
    'tidemark_deliveries{state="parked"} 2',
  ]);
});

test('nothing where Postgres does not say', () => {
  expect(textOf(null)).toEqual([]);
});
