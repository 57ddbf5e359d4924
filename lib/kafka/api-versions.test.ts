import { Connection, ResponseError } from '@platformatic/kafka';
import { expect, test } from 'vitest';
import { type Api, type BrokerVersions, negotiate, version } from './api-versions.ts';

const made = (number: number) => ({ version: number, send: async () => number });
const API: Api<null, number> = { key: 7, name: 'Made', versions: [made(9), made(8), made(5)] };
const speaks = (min: number, max: number, key = 7): BrokerVersions => ({
  ranges: new Map([[key, { min, max }]]),
  features: new Map(),
});

test.each<[what: string, broker: BrokerVersions, chosen: number | null]>([
  ['a newer broker', speaks(0, 12), 9],
  ['the same', speaks(0, 9), 9],
  ['an older one', speaks(0, 8), 8],
  ['one between two of ours', speaks(0, 7), 5],
  ['one too old', speaks(0, 4), null],
  ['one that dropped what we speak', speaks(10, 12), null],
  ['one that dropped our oldest', speaks(6, 7), null],
  ['one without this api', speaks(0, 12, 8), null],
])('%s', (_what, broker, chosen) => {
  expect(negotiate(API, broker)?.version ?? null).toBe(chosen);
});

test('an answer with an error code in it comes back whole: its reader looks at the codes', async () => {
  const connection = new Connection('test');
  const answer = { partitions: [{ errorCode: 0 }, { errorCode: 6 }] };
  const partial = version(
    1,
    async (): Promise<typeof answer> => {
      throw new ResponseError(2, 1, { '/': [6, null] }, answer);
    },
    (raw) => raw.partitions.map(({ errorCode }) => errorCode),
  );
  expect(await partial.send(connection, null)).toEqual([0, 6]);
});

test('any other error stays one', async () => {
  const broken = version(
    1,
    async (): Promise<object> => {
      throw new RangeError('beyond the end');
    },
    (raw) => raw,
  );
  await expect(broken.send(new Connection('test'), null)).rejects.toThrow(RangeError);
});
