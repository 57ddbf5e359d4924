import { expect, it } from 'vitest';
import { groupDetailExample } from '#lib/api/examples/groups.ts';
import type { GroupDetail } from '#lib/api/schemas/groups.ts';
import { hotWords } from './hot-words.ts';

const SINCE = '2026-11-23T13:59:00.000Z';

it('says which partitions hold how much of the lag, and since when the first did', () => {
  const [one, other] = groupDetailExample.partitions;
  if (!one || !other) throw new Error('the example has two partitions');
  const hot: GroupDetail['hot'] = [
    { topic: 'payments', partition: 1, since: '2026-11-23T14:00:00.000Z' },
    { topic: 'payments', partition: 0, since: SINCE },
  ];
  const group = {
    lag: '200',
    partitions: [
      { ...one, lag: '120' },
      { ...other, lag: '22' },
    ],
  };
  expect(hotWords({ ...group, hot })).toEqual({
    where: ['payments 1', 'payments 0'],
    share: '71\u00a0%',
    since: SINCE,
  });
});

it('says no share that is not known now', () => {
  const partitions = groupDetailExample.partitions.map((one) => ({ ...one, lagIsLastKnown: true }));
  expect(hotWords({ ...groupDetailExample, partitions })?.share).toBeNull();
});

it('is silent where none stands out', () => {
  expect(hotWords({ ...groupDetailExample, hot: [] })).toBeNull();
});
